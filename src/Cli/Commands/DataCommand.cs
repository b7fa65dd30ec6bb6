using System.CommandLine;
using Distillery.Cli.Terminal;

namespace Distillery.Cli.Commands;

/// <summary><c>distill data</c>: images as files, without training.</summary>
internal static class DataCommand
{
    internal static Command Create(CliContext context) =>
        new DocumentedCommand(
            "data", "Packs images into shards, indexes shards, looks at data sets and checks them.",
            ("distill data pack folder /data/imagenet --to /data/imagenet-shards", "shards of 1,000 images with checksums"))
        {
            DataPackCommand.Create(context),
            DataIndexCommand.Create(context),
            DataInspectCommand.Create(context),
            DataVerifyCommand.Create(context),
        };
}
