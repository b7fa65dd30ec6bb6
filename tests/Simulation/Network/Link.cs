namespace Distillery.Simulation.Network;

/// <summary>A link between two processes. Each end may still believe in it when it is broken.</summary>
public sealed class Link(SimulatedProcess dialer, SimulatedProcess target)
{
    private readonly Dictionary<(SimulatedProcess To, bool IsBulk), long> _lastArrivals = [];

    public SimulatedProcess Dialer { get; } = dialer;

    public SimulatedProcess Target { get; } = target;

    /// <summary>Messages can pass.</summary>
    public bool IsOpen { get; set; }

    public bool IsBroken { get; set; }

    /// <summary>What was sent before it was open.</summary>
    public List<Action> Waiting { get; } = [];

    public SimulatedProcess Other(SimulatedProcess one) => one == Dialer ? Target : Dialer;

    /// <summary>When a message arrives that would take so long alone: never before the one sent before it in the same
    /// direction and plane.</summary>
    public long ArrivalOf(SimulatedProcess to, bool isBulk, long earliest)
    {
        long arrival = Math.Max(earliest, _lastArrivals.GetValueOrDefault((to, isBulk)));
        _lastArrivals[(to, isBulk)] = arrival;
        return arrival;
    }
}
