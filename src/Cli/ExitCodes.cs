namespace Distillery.Cli;

/// <summary>What the program's exit code says; scripts rely on it.</summary>
internal static class ExitCodes
{
    internal const int Done = 0;

    /// <summary>The request was right, and the run failed.</summary>
    internal const int Failed = 1;

    /// <summary>The request, the configuration or a file is wrong.</summary>
    internal const int RequestIsWrong = 2;

    /// <summary>Stopped by a signal; the same command resumes.</summary>
    internal const int Interrupted = 3;
}
