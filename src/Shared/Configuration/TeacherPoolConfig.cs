using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>How nodes without a teacher of their own ask those that have one. None of it influences a deterministic
/// run.</summary>
public sealed record TeacherPoolConfig
{
    private static readonly TeacherPoolConfig Default = new();

    /// <summary>Queries of one node that a teacher may have at a time.</summary>
    public int Outstanding { get; init; } = 2;

    /// <summary>A query whose answer is late goes to a second teacher as well. Late is this, or four times the usual.</summary>
    public double HedgeAfterSeconds { get; init; } = 2;

    /// <summary>Queries that may wait at a teacher, of all nodes together.</summary>
    public int Queue { get; init; } = 64;

    /// <summary>Images that a teacher computes at once, where queries may share a batch: a run that is deterministic does
    /// not let them.</summary>
    public int Batch { get; init; } = 256;

    /// <summary>A batch that is not full waits so long for more.</summary>
    public double DelaySeconds { get; init; }

    internal static TeacherPoolConfig Read(SectionReader section) => new()
    {
        Outstanding = section.Integer("outstanding", Default.Outstanding, 1, 64),
        HedgeAfterSeconds = section.Number("hedge_after_seconds", Default.HedgeAfterSeconds, 0.01, 3600),
        Queue = section.Integer("queue", Default.Queue, 1, 4096),
        Batch = section.Integer("batch", Default.Batch, 1, 65_536),
        DelaySeconds = section.Number("delay_seconds", Default.DelaySeconds, 0, 10),
    };

    internal void Write(SectionWriter section)
    {
        section.Put("outstanding", Outstanding);
        section.Put("hedge_after_seconds", HedgeAfterSeconds);
        section.Put("queue", Queue);
        section.Put("batch", Batch);
        section.Put("delay_seconds", DelaySeconds);
    }
}
