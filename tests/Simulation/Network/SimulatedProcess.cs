using Distillery.Messages;

namespace Distillery.Simulation.Network;

/// <summary>A process with a machine in it. It can be stopped for a while, as by SIGSTOP, and killed.</summary>
public abstract class SimulatedProcess(NodeId id)
{
    private readonly Queue<Action> _inbox = [];

    public NodeId Id { get; } = id;

    public bool IsAlive { get; private set; } = true;

    public bool IsStalled { get; private set; }

    /// <summary>The links that this process believes in, by peer.</summary>
    public Dictionary<NodeId, Link> Links { get; } = [];

    public abstract void Connected(NodeId peer);

    public abstract void Received(NodeId peer, Message message);

    public abstract void Lost(NodeId peer, string reason);

    public abstract void Tick(long milliseconds);

    /// <summary>Whether the message is of an older generation than the machine knows: it changes nothing.</summary>
    public abstract bool IsPast(Message message);

    /// <summary>Why it does not take a link from another process; null when it does.</summary>
    public virtual string? RefusalOf(SimulatedProcess dialer) => null;

    /// <summary>What it shows where it dials.</summary>
    public virtual string? Secret => null;

    /// <summary>The machine's own words about itself.</summary>
    public abstract string Describe();

    /// <summary>Does something in this process: now, when it is awake again, or never.</summary>
    public void Do(Action action)
    {
        if (!IsAlive) return;
        if (IsStalled) _inbox.Enqueue(action);
        else action();
    }

    public void Stall() => IsStalled = true;

    public void Wake()
    {
        IsStalled = false;
        while (!IsStalled && _inbox.TryDequeue(out Action? action)) action();
    }

    public void Die()
    {
        IsAlive = false;
        _inbox.Clear();
    }
}
