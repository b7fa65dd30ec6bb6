using Distillery.Messages;
using Distillery.Messages.Helpers;

namespace Distillery.GpuNode.Protocol.Helpers;

/// <summary>A query that is not answered yet.</summary>
internal sealed class PoolQuery(HelperQuery message, int answerBytes, long now)
{
    internal HelperQuery Message { get; } = message;

    /// <summary>How long the right answer is.</summary>
    internal int AnswerBytes { get; } = answerBytes;

    internal long AskedAt { get; } = now;

    /// <summary>Who has it now, with the time since when.</summary>
    internal SortedDictionary<NodeId, long> With { get; } = [];

    internal long LastSentAt { get; set; }

    /// <summary>Why it is sent the next time that nobody has it.</summary>
    internal QuerySending NextSending { get; private set; } = QuerySending.First;

    /// <summary>A helper that had it, or was sent it, does not answer it.</summary>
    internal void Return(NodeId helper, QuerySending next)
    {
        With.Remove(helper);
        NextSending = next;
    }
}
