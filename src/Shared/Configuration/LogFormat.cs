namespace Distillery.Shared.Configuration;

/// <summary>How the lines of a log look.</summary>
public enum LogFormat
{
    /// <summary>For people: time, level, event, where the run stands, and a sentence.</summary>
    Text,

    /// <summary>For programs: one object a line.</summary>
    Json,
}
