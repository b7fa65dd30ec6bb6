using System.Text.Json;
using Distillery.Shared;

namespace Distillery.Cli.Bench.Step;

/// <summary>The same step in PyTorch, in a process that answers lines with JSON (bench/peers/step.py).</summary>
internal sealed class PyTorchStep : IStepSide, IDisposable
{
    internal const string ScriptPath = "bench/peers/step.py";

    private readonly LineProcess _process;

    private PyTorchStep(LineProcess process) => _process = process;

    /// <summary>What the peer says of its PyTorch, such as <c>1.13.1</c>.</summary>
    internal string Version { get; private set; } = "";

    internal long ParameterCount { get; private set; }

    /// <param name="isChannelsLast">Whether its network and images are in channels-last order.</param>
    /// <param name="script">The peer's program; null to look for it in the repository around this program.</param>
    /// <exception cref="UserErrorException">Python, PyTorch or the script is missing, or the peer did not
    /// start.</exception>
    internal static PyTorchStep Start(StepShape shape, bool isChannelsLast, string? script)
    {
        string[] arguments =
        [
            "--architecture", shape.Architecture, "--batch", $"{shape.Batch}", "--threads", $"{shape.Threads}",
            "--channels", $"{shape.Channels}", "--classes", $"{shape.Classes}", "--height", $"{shape.Pixels}", .. (string[])(isChannelsLast ? ["--channels-last"] : []),
        ];
        PyTorchStep peer = new(PeerScript.Start(ScriptPath, script, arguments));
        try
        {
            JsonElement ready = peer._process.ReadAnswer();
            peer.Version = ready.GetProperty("torch").GetString()!;
            peer.ParameterCount = ready.GetProperty("parameters").GetInt64();
            return peer;
        }
        catch
        {
            peer.Dispose();
            throw;
        }
    }

    public double Train(int steps) => _process.AskSeconds($"run {steps}");

    public double Forward(int steps) => _process.AskSeconds($"forward {steps}");

    public void Dispose() => _process.Dispose();
}
