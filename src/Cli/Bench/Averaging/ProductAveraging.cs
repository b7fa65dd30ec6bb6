using System.Diagnostics;
using System.Text.Json;
using Distillery.Shared;

namespace Distillery.Cli.Bench.Averaging;

/// <summary>The product's side: some processes of this program, each with a node.</summary>
internal sealed class ProductAveraging : IAveragingSide, IDisposable
{
    internal const string NodeCommand = "averaging-node";

    private readonly List<LineProcess> _nodes = [];

    private ProductAveraging()
    {
    }

    /// <summary>Starts the processes and lets them make their links.</summary>
    /// <exception cref="UserErrorException">A process did not start.</exception>
    internal static ProductAveraging Start(AveragingShape shape)
    {
        ProductAveraging product = new();
        try
        {
            for (int rank = 0; rank < shape.Processes; rank++) product._nodes.Add(new LineProcess(StartInfo(shape, rank), Ended));
            string[] addresses = [.. product._nodes.Select(node => node.ReadAnswer().GetProperty("address").GetString()!)];
            product.AskAll($"begin {string.Join(' ', addresses)}");
            return product;
        }
        catch
        {
            product.Dispose();
            throw;
        }
    }

    public double Average(int rounds) => AskAll($"run {rounds}").Max(answer => answer.GetProperty("seconds").GetDouble());

    /// <summary>Asks all processes whether what they have is the average, to the bit.</summary>
    internal void Check()
    {
        foreach (JsonElement answer in AskAll("check"))
            Invariant.That(answer.GetProperty("correct").GetBoolean(), "an average has other bits than the sum along the rank tree");
    }

    public void Dispose()
    {
        foreach (LineProcess node in _nodes) node.Dispose();
    }

    /// <summary>This program again, however it was started.</summary>
    private static ProcessStartInfo StartInfo(AveragingShape shape, int rank)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "distill.dll");
        ProcessStartInfo info = new(Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet");
        string[] arguments =
        [
            program, "bench", NodeCommand, "--rank", $"{rank}", "--processes", $"{shape.Processes}",
            "--megabytes", $"{shape.Megabytes}", "--transport", shape.TransportName,
        ];
        foreach (string argument in arguments) info.ArgumentList.Add(argument);
        return info;
    }

    private static UserErrorException Ended(string errors) => new(
        $"a process of the benchmark ended: {errors}", "Look whether there is memory for two and a half vectors in each process.");

    private JsonElement[] AskAll(string request)
    {
        foreach (LineProcess node in _nodes) node.Tell(request);
        return [.. _nodes.Select(node => node.ReadAnswer())];
    }
}
