namespace Distillery.GpuNode.Protocol.Helpers;

/// <summary>How an asker goes about its queries; none of it changes an answer.</summary>
/// <param name="MostOutstanding">Queries of this asker that one helper may have: one that it computes, and others behind it
/// so that it never waits.</param>
/// <param name="HedgeAfterMilliseconds">An answer is late after so long, or after <see cref="LateFactor"/> times the usual time
/// if that is longer; the query then goes to a second helper as well.</param>
/// <param name="HandBackAfterMilliseconds">A query without answer for so long, or for <see cref="LateFactor"/> times the usual time
/// if that is longer, goes back to its asker, and at once when no helper can be reached; null where the asker cannot do the work
/// itself.</param>
public sealed record HelperPoolLimits(int MostOutstanding, long HedgeAfterMilliseconds, long? HandBackAfterMilliseconds = null)
{
    /// <summary>Queues make answers twice as late as usual every now and then; four times is a helper in trouble.</summary>
    public const int LateFactor = 4;

    /// <summary>Ranks of a node, each with one query to a teacher, or with pieces of some batches: more is a defect.</summary>
    public const int MostOpen = 65_536;

    /// <summary>A helper that was busy is left alone for so long.</summary>
    public const long BusyPauseMilliseconds = 20;

    /// <summary>What a helper said of its queue says nothing any more after so long.</summary>
    public const long FreshMilliseconds = 1_000;

    /// <summary>Without any helper for so long, people are told.</summary>
    public const long PatienceMilliseconds = 2_000;
}
