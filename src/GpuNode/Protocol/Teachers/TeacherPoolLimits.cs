namespace Distillery.GpuNode.Protocol.Teachers;

/// <summary>How an asker goes about its queries; none of it changes an answer.</summary>
/// <param name="MostOutstanding">Queries of this asker that one teacher may have: one that it computes, and others behind it
/// so that it never waits.</param>
/// <param name="HedgeAfterMilliseconds">An answer is late after so long, or after <see cref="LateFactor"/> times the usual time
/// if that is longer; the query then goes to a second teacher as well.</param>
public sealed record TeacherPoolLimits(int MostOutstanding, long HedgeAfterMilliseconds)
{
    /// <summary>Queues make answers twice as late as usual every now and then; four times is a teacher in trouble.</summary>
    public const int LateFactor = 4;

    /// <summary>Ranks of a node, each with one query: more is a defect.</summary>
    public const int MostOpen = 8192;

    /// <summary>A teacher that was busy is left alone for so long.</summary>
    public const long BusyPauseMilliseconds = 20;

    /// <summary>What a teacher said of its queue says nothing any more after so long.</summary>
    public const long FreshMilliseconds = 1_000;

    /// <summary>Without any teacher for so long, people are told.</summary>
    public const long PatienceMilliseconds = 2_000;
}
