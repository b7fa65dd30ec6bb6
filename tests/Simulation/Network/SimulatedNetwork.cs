using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.TensorLinks;
using Distillery.Shared.Wire;
using Distillery.Simulation.Time;
using Distillery.Simulation.Training;

namespace Distillery.Simulation.Network;

/// <summary>Links between processes: they delay, lose their order between planes and peers, repeat, break, and are cut by
/// partitions. What they promise is what <see cref="Shared.TensorLinks.ITransport"/> promises.</summary>
public sealed class SimulatedNetwork(EventQueue queue, SeededRandom random, Trace trace, NetworkTemper temper)
{
    private readonly Dictionary<NodeId, SimulatedProcess> _processes = [];
    private Func<NodeId, NodeId, bool> _isCut = (_, _) => false;

    /// <summary>Told before and after a process gets a message.</summary>
    public Func<SimulatedProcess, NodeId, Message, Action>? Watch { get; set; }

    public long MessageCount { get; private set; }

    /// <summary>Counted since it was set; null while nobody wants to know.</summary>
    public Traffic? Traffic { get; set; }

    public void Add(SimulatedProcess process) => _processes[process.Id] = process;

    public void Connect(SimulatedProcess dialer, NodeId peer) => Connect(dialer, peer, _processes.GetValueOrDefault(peer));

    /// <summary>Where two processes have the same name, one of them is meant.</summary>
    public void Connect(SimulatedProcess dialer, NodeId peer, SimulatedProcess? target)
    {
        if (dialer.Links.ContainsKey(peer)) return;
        if (target is not { IsAlive: true } || _isCut(dialer.Id, peer))
        {
            long patience = _isCut(dialer.Id, peer) ? temper.LossAfterMicroseconds : temper.Delay(random);
            queue.After(patience, () => dialer.Do(() => dialer.Lost(peer, "it cannot be reached")));
            return;
        }
        if (target.Links.TryGetValue(dialer.Id, out Link? other) && !other.IsBroken)
        {
            dialer.Links[peer] = other; // Both dial at once: one of the two links is enough.
            return;
        }
        Link link = new(dialer, target);
        dialer.Links[peer] = link;
        queue.After(temper.Delay(random), () => Open(link));
    }

    public void Send(SimulatedProcess from, NodeId peer, Message message)
    {
        if (peer == from.Id) queue.After(1, () => Deliver(from, from.Id, message));
        else if (from.Links.TryGetValue(peer, out Link? link))
        {
            if (link.IsOpen) Pass(link, from, message);
            else link.Waiting.Add(() => Pass(link, from, message));
        }
    }

    public void Disconnect(SimulatedProcess from, NodeId peer)
    {
        if (!from.Links.Remove(peer, out Link? link)) return;
        link.IsBroken = true;
        TellLost(link, link.Other(from), temper.Delay(random), "the other end closed it");
    }

    /// <summary>Breaks the link between two processes, if there is one; both live.</summary>
    public void Cut(SimulatedProcess one, NodeId other)
    {
        if (!one.Links.TryGetValue(other, out Link? link) || link.IsBroken) return;
        Break(link, random.Below((int)temper.LossAfterMicroseconds), random.Below((int)temper.LossAfterMicroseconds));
    }

    /// <summary>From now on those pairs cannot reach each other.</summary>
    public void Partition(Func<NodeId, NodeId, bool> isCut)
    {
        _isCut = isCut;
        Link[] crossing = [.. _processes.Values.OrderBy(process => process.Id)
            .SelectMany(process => process.Links.OrderBy(link => link.Key).Select(link => link.Value))
            .Where(link => !link.IsBroken && isCut(link.Dialer.Id, link.Target.Id)).Distinct()];
        foreach (Link link in crossing)
            Break(link, temper.LossAfterMicroseconds + temper.Delay(random), temper.LossAfterMicroseconds + temper.Delay(random));
    }

    public void Heal() => _isCut = (_, _) => false;

    /// <summary>Stops a process for a while. Its peers give it up when that takes too long.</summary>
    public void Stall(SimulatedProcess process, long microseconds)
    {
        process.Stall();
        if (microseconds > temper.LossAfterMicroseconds)
            queue.After(temper.LossAfterMicroseconds, () => BreakAll(process));
        queue.After(microseconds, process.Wake);
    }

    /// <summary>Ends a process. Its peers notice at once, or after silence when its machine is gone too.</summary>
    public void Kill(SimulatedProcess process, bool isMachineGone)
    {
        process.Die();
        BreakAll(process, () => isMachineGone ? temper.LossAfterMicroseconds : temper.Delay(random));
        if (_processes.GetValueOrDefault(process.Id) == process) _processes.Remove(process.Id);
    }

    /// <summary>All links of a process break, and it lives.</summary>
    public void BreakAll(SimulatedProcess process) => BreakAll(process, () => temper.Delay(random));

    private void BreakAll(SimulatedProcess process, Func<long> noticed)
    {
        foreach ((NodeId _, Link link) in process.Links.OrderBy(link => link.Key).ToArray())
        {
            if (!link.IsBroken) Break(link, noticed(), noticed());
        }
    }

    private void Break(Link link, long dialerTold, long targetTold)
    {
        link.IsBroken = true;
        TellLost(link, link.Dialer, dialerTold, "the link broke");
        TellLost(link, link.Target, targetTold, "the link broke");
    }

    private void TellLost(Link link, SimulatedProcess process, long microseconds, string reason) =>
        queue.After(microseconds, () => process.Do(() => Forget(link, process, reason)));

    private void Forget(Link link, SimulatedProcess process, string reason)
    {
        NodeId peer = link.Other(process).Id;
        if (process.Links.GetValueOrDefault(peer) != link) return;
        process.Links.Remove(peer);
        trace.Add(queue.Now, $"{process.Id} loses {peer}: {reason}");
        process.Lost(peer, reason);
    }

    private void Open(Link link)
    {
        if (link.IsBroken) return;
        if (!link.Target.IsAlive || _isCut(link.Dialer.Id, link.Target.Id))
        {
            Break(link, temper.Delay(random), temper.Delay(random));
            return;
        }
        if (link.Target.RefusalOf(link.Dialer) is { } reason)
        {
            link.IsBroken = true;
            TellLost(link, link.Dialer, temper.Delay(random), reason);
            return;
        }
        link.IsOpen = true;
        link.Target.Do(() => Accept(link));
        link.Dialer.Do(() => link.Dialer.Connected(link.Target.Id));
        foreach (Action waiting in link.Waiting) waiting();
        link.Waiting.Clear();
    }

    /// <summary>Whoever dials anew has given the link before up.</summary>
    private void Accept(Link link)
    {
        NodeId peer = link.Dialer.Id;
        if (link.Target.Links.TryGetValue(peer, out Link? old) && old != link)
        {
            link.Target.Links.Remove(peer);
            if (!old.IsBroken) TellLost(old, old.Other(link.Target), temper.Delay(random), "the other end has a newer link");
            old.IsBroken = true;
            link.Target.Lost(peer, "it dialed anew");
        }
        link.Target.Links[peer] = link;
        link.Target.Connected(peer);
    }

    private void Pass(Link link, SimulatedProcess from, Message message)
    {
        if (link.IsBroken)
        {
            trace.Add(queue.Now, $"{MessageText.Of(message)} of {from.Id} is lost with its link");
            return;
        }
        SimulatedProcess to = link.Other(from);
        bool isBulk = MessageCodec.PlaneOf(MessageCodec.KindOf(message)) == MessagePlane.Bulk;
        int copies = random.Below(1000) < temper.RepeatedPerThousand ? 2 : 1;
        for (int i = 0; i < copies; i++)
        {
            bool isRepeated = i > 0;
            long arrival = link.ArrivalOf(to, isBulk, queue.Now + temper.Delay(random));
            queue.At(arrival, () => Arrive(link, from, to, message, isRepeated));
        }
    }

    private void Arrive(Link link, SimulatedProcess from, SimulatedProcess to, Message message, bool isRepeated)
    {
        if (link.IsBroken) return;
        to.Do(() =>
        {
            if (to.Links.GetValueOrDefault(from.Id) == link) Deliver(to, from.Id, message, isRepeated);
            else trace.Add(queue.Now, $"{MessageText.Of(message)} of {from.Id} to {to.Id} is lost on its way");
        });
    }

    /// <summary>Hands a message to a process, while those look on who watch.</summary>
    public void Deliver(SimulatedProcess to, NodeId from, Message message, bool isRepeated = false)
    {
        if (!to.IsAlive) return;
        if (MessageCodec.PayloadOf(message) is { } payload && !TryTake(to, message, payload, isRepeated, out message))
        {
            trace.Add(queue.Now, $"{to.Id} finds memory of {from} written again");
            Cut(to, from);
            return;
        }
        MessageCount++;
        Traffic?.Count(from, to.Id, message);
        trace.Add(queue.Now, $"{from} -> {to.Id} {MessageText.Of(message)}");
        Action? done = Watch?.Invoke(to, from, message);
        to.Received(from, message);
        done?.Invoke();
    }

    /// <summary>Takes the bytes out of the sender's memory, if they are still the ones that were sent. If not, the receiver must not
    /// get them, unless it drops the message anyway: then it finds out that nobody may read them. Slices lie in shared memory:
    /// there it gets whatever is there now, and can find out.</summary>
    private static bool TryTake(SimulatedProcess to, Message message, Payload payload, bool isRepeated, out Message taken)
    {
        taken = message;
        if (!payload.IsIntact && message is SlicePart or SliceAverage)
        {
            taken = MessageCodec.WithPayload(message, new TornPayload(((StampedPayload)payload).ByteCount));
            return true;
        }
        if (!payload.IsIntact) return isRepeated || to.IsPast(message);
        taken = MessageCodec.WithPayload(message, new MemoryPayload(payload.Bytes.ToArray()));
        return true;
    }
}
