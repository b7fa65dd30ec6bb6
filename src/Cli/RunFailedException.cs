namespace Distillery.Cli;

/// <summary>The run cannot go on, although the request was right; the command line exits with 1.</summary>
internal sealed class RunFailedException(string message, string nextStep, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What the person should do next, as a full sentence.</summary>
    internal string NextStep { get; } = nextStep;
}
