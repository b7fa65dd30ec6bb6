namespace Distillery.GpuNode.Telemetry;

/// <summary>How a question to a helper ended; the values of a metric label.</summary>
public enum QueryOutcome
{
    Answered,

    /// <summary>Nobody could answer it; a data node's asker then does the work itself.</summary>
    Failed,

    /// <summary>The pool was full, so that the asker waited.</summary>
    Busy,

    /// <summary>Its helper was lost or late, and another one was asked.</summary>
    Retried,

    /// <summary>Nobody was asked: the answer was kept.</summary>
    Stored,
}
