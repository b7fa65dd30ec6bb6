namespace Distillery.Torch;

/// <summary>libtorch, or the bridge that is compiled against it, is not installed where this process looks.</summary>
public sealed class TorchUnavailableException(string message, Exception? inner) : Exception(message, inner)
{
    /// <summary>What the person should do next, as a full sentence.</summary>
    public string NextStep { get; } =
        "Install libtorch (Debian: apt-get install libtorch-dev) and start through ./distill, which builds the bridge.";
}
