using System.CommandLine;
using Distillery.Cli.Data;
using Distillery.Cli.Terminal;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Data.Packing;

namespace Distillery.Cli.Commands;

/// <summary><c>distill data verify</c>: whether every image can be decoded and every file is as it was packed.</summary>
internal sealed class DataVerifyCommand
{
    private readonly CliContext _context;
    private readonly DataArguments _data = new();

    private DataVerifyCommand(CliContext context) => _context = context;

    internal static Command Create(CliContext context)
    {
        DataVerifyCommand parts = new(context);
        DocumentedCommand command = new(
            "verify",
            "Compares files with the checksums that they were packed with, decodes every image with all cores, and names what is "
            + "damaged. Ends with 1 where something is.",
            ("distill data verify webdataset /data/imagenet-shards", "both splits"))
        {
            parts._data.Format, parts._data.Path, parts._data.Train, parts._data.Validation, parts._data.Cache, parts._data.FirstClass,
        };
        command.SetAction(parts.Execute);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        DataLocation location = _data.Read(parsed);
        using PreparationPool pool = new(Environment.ProcessorCount);
        (int files, IReadOnlyList<string> problems) = DataVerifier.CheckSums(location.Path, pool, _context.Stop);
        foreach (string problem in problems) _context.Output.WriteLine(problem);
        if (files > 0)
            _context.Output.WriteLine($"{Phrases.Count(files - problems.Count)} of {Phrases.Count(files)} files have their checksum");
        int damagedImages = 0;
        foreach (DataPart part in location.OpenAll())
        {
            using IPackableSamples samples = part.Packable(shorterSide: null, quality: 1);
            IReadOnlyList<DamagedImage> damaged = DataVerifier.Check(samples, pool, _context.Stop);
            foreach (DamagedImage image in damaged) _context.Output.WriteLine($"{image.Name}: {image.Reason}");
            _context.Output.WriteLine(
                $"{part.Name}: {Phrases.Count(samples.Count - damaged.Count)} of {Phrases.Count(samples.Count)} images are healthy");
            damagedImages += damaged.Count;
        }
        return problems.Count + damagedImages == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }
}
