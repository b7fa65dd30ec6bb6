namespace Distillery.Shared.Configuration;

/// <summary>How much a log tells; each level tells what the ones below it tell.</summary>
public enum LogSeverity
{
    /// <summary>Every applied step too.</summary>
    Debug,

    /// <summary>What happens to the run and its cluster.</summary>
    Information,

    /// <summary>What went wrong and was made good.</summary>
    Warning,

    /// <summary>What went wrong and stays so.</summary>
    Error,
}
