namespace Distillery.GpuNode.Training;

/// <summary>The run cannot go on, although the request was right; the command line exits with 1.</summary>
public sealed class RunFailedException(string message, string nextStep, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What the person should do next, as a full sentence.</summary>
    public string NextStep { get; } = nextStep;
}
