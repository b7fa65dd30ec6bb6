using Distillery.Messages;
using Distillery.Messages.Helpers;

namespace Distillery.GpuNode.Telemetry;

/// <summary>When the queries came that wait for this process, or are being answered. One thread at a time.</summary>
internal sealed class QueryTimes(TimeProvider time)
{
    private readonly Dictionary<(NodeId Asker, long Query), long> _cameAt = [];

    /// <summary>Sent twice, it counts from the first time on.</summary>
    internal void Came(NodeId asker, long query) => _cameAt.TryAdd((asker, query), time.GetTimestamp());

    /// <summary>A query gets its reply, whatever that is: nothing waits for it any more.</summary>
    /// <returns>How long an answer took, in seconds; null when the reply is none, or the query is not known.</returns>
    internal double? Left(NodeId asker, Message reply)
    {
        long query = reply switch
        {
            HelperAnswer answer => answer.Query,
            HelperBusy busy => busy.Query,
            HelperRefused refused => refused.Query,
            _ => throw new ArgumentException($"{reply.GetType().Name} is no reply to a query", nameof(reply)),
        };
        bool isKnown = _cameAt.Remove((asker, query), out long cameAt);
        return isKnown && reply is HelperAnswer ? time.GetElapsedTime(cameAt).TotalSeconds : null;
    }

    /// <summary>The asker is gone, and its queries with it.</summary>
    internal void Lost(NodeId asker)
    {
        foreach ((NodeId, long) key in _cameAt.Keys.Where(key => key.Asker == asker).ToArray()) _cameAt.Remove(key);
    }
}
