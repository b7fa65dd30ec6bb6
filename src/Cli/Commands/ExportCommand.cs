using System.CommandLine;
using Distillery.Cli.Evaluation;
using Distillery.Cli.Export;
using Distillery.Cli.Terminal;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.Cli.Commands;

/// <summary><c>distill export</c>: a run's student as a file for other programs.</summary>
internal sealed class ExportCommand
{
    private readonly CliContext _context;

    private readonly Argument<string> _run = new("RUN_DIR")
    {
        Description = "A run folder (its newest checkpoint) or a checkpoint folder.",
        Validators = { ParseErrors.RefuseOptions },
    };

    private readonly Option<string> _format = new("--format")
    {
        Description = "safetensors (weights by name), or onnx (runs in any ONNX runtime).",
        HelpName = string.Join('|', StudentExport.Formats),
        Required = true,
    };

    private readonly Option<string> _to = new("--to")
    {
        Description = "The file to write.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<bool> _force = new("--force") { Description = "Replace the file if it exists." };

    private ExportCommand(CliContext context) => _context = context;

    internal static Command Create(CliContext context)
    {
        ExportCommand parts = new(context);
        parts._format.AcceptOnlyFromAmong([.. StudentExport.Formats]);
        DocumentedCommand command = new(
            "export",
            "Writes the student of a run to a file, and checks that the file answers like the student.",
            ("distill export runs/smoke --format safetensors --to student.safetensors",
                "weights by their usual PyTorch names"),
            ("distill export runs/smoke --format onnx --to student.onnx",
                "with its network, normalisation and classes: any ONNX runtime reads it, without other code"))
        {
            parts._run, parts._format, parts._to, parts._force,
        };
        command.SetAction(parts.Execute);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        string to = parsed.GetRequiredValue(_to);
        if (Directory.Exists(to)) throw new UserErrorException($"--to {to} is a folder", "Name a file.");
        if (File.Exists(to) && !parsed.GetValue(_force))
            throw new UserErrorException($"{to} exists already", "Name another file, or write --force to replace it.");
        string run = parsed.GetRequiredValue(_run);
        SavedStudent saved = SavedStudent.Find(run, [], text => _context.Error.WriteLine($"warning: {text}"));
        RunConfig config = saved.Config
            ?? throw new UserErrorException(
                $"{run} stands alone, without the run's config.yaml", "Name the run folder.");
        string format = parsed.GetRequiredValue(_format);
        new StudentExport(saved, config).Write(format, to);
        string weights = saved.IsAverage ? "moving average" : "student";
        _context.Output.WriteLine(
            $"{to}: {config.Student.Architecture} as {format}, {weights} of step {saved.Step}, "
            + $"{Phrases.Bytes(new FileInfo(to).Length)}, read back and compared");
        return ExitCodes.Done;
    }
}
