using System.CommandLine;
using Distillery.Cli.Terminal;
using Distillery.Shared.Configuration;

namespace Distillery.Cli.Data;

/// <summary>The arguments with which the commands about data name images.</summary>
internal sealed class DataArguments
{
    internal Argument<DataFormat> Format { get; } = new("FORMAT")
    {
        Description = "folder, webdataset, mds, tfrecord, ffcv, idx, cifar10 or cifar100, as in data.format.",
    };

    internal Argument<string> Path { get; } = new("PATH")
    {
        Description = "The folder that holds the images, as in data.path.",
        Validators = { ParseErrors.RefuseOptions },
    };

    internal Option<string?> Train { get; } = new("--train")
    {
        Description = "The folder or shards of the training set, as in data.train.",
        HelpName = "NAME",
    };

    internal Option<string?> Validation { get; } = new("--validation")
    {
        Description = "The folder or shards of the validation set, as in data.validation.",
        HelpName = "NAME",
    };

    internal Option<string?> Cache { get; } = new("--cache")
    {
        Description = "The folder for indices of shards that lie where nothing can be written, as in data.cache.",
        HelpName = "DIR",
    };

    internal DataLocation Read(ParseResult parsed) => new(
        parsed.GetValue(Format), System.IO.Path.GetFullPath(parsed.GetRequiredValue(Path)), parsed.GetValue(Train),
        parsed.GetValue(Validation), parsed.GetValue(Cache));
}
