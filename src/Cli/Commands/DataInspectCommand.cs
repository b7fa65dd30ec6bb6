using System.CommandLine;
using Distillery.Cli.Data;
using Distillery.Cli.Terminal;

namespace Distillery.Cli.Commands;

/// <summary><c>distill data inspect</c>: what a data set holds.</summary>
internal sealed class DataInspectCommand
{
    private readonly CliContext _context;
    private readonly DataArguments _data = new();
    private readonly Option<bool> _json = CommonOptions.Json();

    private DataInspectCommand(CliContext context) => _context = context;

    internal static Command Create(CliContext context)
    {
        DataInspectCommand parts = new(context);
        DocumentedCommand command = new(
            "inspect", "Says how many images, classes and shards there are, in which formats and sizes.",
            ("distill data inspect webdataset /data/imagenet-shards", "both splits"),
            ("distill data inspect folder /data/pets --json", "one JSON object for each"))
        {
            parts._data.Format, parts._data.Path, parts._data.Train, parts._data.Validation, parts._data.Cache, parts._data.FirstClass, parts._json,
        };
        command.SetAction(parts.Execute);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        foreach (DataPart part in _data.Read(parsed).OpenAll())
        {
            using DataPart opened = part;
            _context.Stop.ThrowIfCancellationRequested();
            DataSummary summary = DataSummary.Of(opened);
            if (parsed.GetValue(_json)) _context.Output.WriteLine(summary.ToJson().ToJsonString());
            else foreach (string line in summary.Lines()) _context.Output.WriteLine(line);
        }
        return ExitCodes.Done;
    }
}
