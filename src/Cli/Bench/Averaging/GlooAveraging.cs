using Distillery.Shared;

namespace Distillery.Cli.Bench.Averaging;

/// <summary>The peer: torch.distributed's all_reduce over gloo (bench/peers/averaging.py).</summary>
internal sealed class GlooAveraging : IAveragingSide, IDisposable
{
    internal const string ScriptPath = "bench/peers/averaging.py";

    private readonly LineProcess _process;

    private GlooAveraging(LineProcess process) => _process = process;

    /// <summary>What the peer says of its PyTorch, such as <c>1.13.1</c>.</summary>
    internal string Version { get; private set; } = "";

    /// <param name="script">The peer's program; null to look for it in the repository around this program.</param>
    /// <exception cref="UserErrorException">Python, PyTorch or the script is missing, or the peer did not
    /// start.</exception>
    internal static GlooAveraging Start(AveragingShape shape, string? script)
    {
        GlooAveraging peer = new(PeerScript.Start(
            ScriptPath, script, ["--processes", $"{shape.Processes}", "--elements", $"{shape.VectorLength}"]));
        try
        {
            peer.Version = peer._process.ReadAnswer().GetProperty("torch").GetString()!;
            return peer;
        }
        catch
        {
            peer.Dispose();
            throw;
        }
    }

    public double Average(int rounds) => _process.AskSeconds($"run {rounds}");

    public void Dispose() => _process.Dispose();
}
