using Distillery.Messages;
using Distillery.Shared.Protocol;
using Distillery.Simulation.Time;

namespace Distillery.Simulation.Network;

/// <summary>What an actor system's remoting does to control messages: it delays them, keeps the order between two processes, may
/// repeat them, and loses runs of them without a word to anybody. Who is lost is told by others: see <see cref="TellLost"/>.
/// </summary>
public sealed class ControlPlane(EventQueue queue, SeededRandom random, Trace trace, NetworkTemper temper)
{
    private readonly Dictionary<(ControlEnd From, ControlEnd To), long> _lastArrivals = [];
    private readonly Dictionary<(NodeId From, NodeId To), int> _losing = [];
    private Func<NodeId, NodeId, bool> _isCut = (_, _) => false;

    /// <summary>The next words from one process to another do not arrive, and neither hears of that.</summary>
    public void LoseNext(NodeId from, NodeId to, int count) => _losing[(from, to)] = count;

    /// <summary>From now on words between those pairs, in this direction, do not arrive.</summary>
    public void Cut(Func<NodeId, NodeId, bool> isCut) => _isCut = isCut;

    public void Heal() => _isCut = (_, _) => false;

    public bool IsCut(NodeId from, NodeId to) => _isCut(from, to) || _isCut(to, from);

    /// <summary>Whoever watches a process says that it is lost, some time from now. What is said is about the link that stands now,
    /// whatever happens until then.</summary>
    public void TellLost(ControlEnd to, NodeId lost, LossReason reason, long microseconds)
    {
        if (to.Links.Standing(lost) is not { } opened) return;
        queue.After(microseconds, () => to.Process.Do(() =>
        {
            long? standing = to.Links.Standing(lost);
            to.Lose(lost, opened, reason);
            LinkCheck.LostLate(opened, standing, to.Links.Standing(lost));
        }));
    }

    /// <param name="word">A <see cref="ControlEnvelope"/>, or <see cref="LinkEnded"/>.</param>
    public void Pass(ControlEnd from, ControlEnd to, object word)
    {
        long place = from.Check.Place(to, word);
        if (IsLost(from, to))
        {
            trace.Add(queue.Now, $"{Text(word)} of {from.Process.Id} to {to.Process.Id} is lost in silence");
            return;
        }
        int engine = to.Engine;
        int copies = random.Below(1000) < temper.RepeatedPerThousand ? 2 : 1;
        for (int i = 0; i < copies; i++)
        {
            long arrival = Math.Max(queue.Now + temper.Delay(random), _lastArrivals.GetValueOrDefault((from, to)));
            _lastArrivals[(from, to)] = arrival;
            queue.At(arrival, () => to.Process.Do(() =>
            {
                if (to.Engine == engine && !to.IsQuarantined) to.Receive(from, word, place);
            }));
        }
    }

    private bool IsLost(ControlEnd from, ControlEnd to)
    {
        (NodeId From, NodeId To) pair = (from.Process.Id, to.Process.Id);
        if (from.IsQuarantined || to.IsQuarantined || _isCut(pair.From, pair.To)) return true;
        if (!_losing.TryGetValue(pair, out int left)) return false;
        if (left == 1) _losing.Remove(pair);
        else _losing[pair] = left - 1;
        return true;
    }

    private static string Text(object word) => word switch
    {
        ControlEnvelope envelope => $"{envelope.Link} {envelope.Number} {MessageText.Of(envelope.Message)}",
        _ => word.ToString()!,
    };
}
