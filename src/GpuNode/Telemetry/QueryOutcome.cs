namespace Distillery.GpuNode.Telemetry;

/// <summary>How a question to a teacher ended; the values of a metric label.</summary>
public enum QueryOutcome
{
    Answered,

    /// <summary>No teacher could answer it.</summary>
    Failed,

    /// <summary>The pool was full, so that the asker waited.</summary>
    Busy,

    /// <summary>Its teacher was lost or late, and another one was asked.</summary>
    Retried,

    /// <summary>Nobody was asked: the answer was kept.</summary>
    Stored,
}
