namespace Distillery.GpuNode.Tensors;

/// <summary>libtorch is not where this program looks for it, or is not the one that TorchSharp was made for.</summary>
public sealed class TorchUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What the person should do next, as a full sentence.</summary>
    public string NextStep { get; } =
        "Start through ./distill, which brings libtorch and builds, or build again: dotnet build src/Cli -c Release.";
}
