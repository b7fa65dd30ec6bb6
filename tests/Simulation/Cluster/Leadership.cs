namespace Distillery.Simulation.Cluster;

/// <summary>Which coordinator leads: the lease on the run folder, the coordinators that live, and one that stands by until the lease
/// is free.</summary>
public sealed class Leadership(World world)
{
    /// <summary>How long a renewal counts for who holds the lease.</summary>
    public const long LeaseMilliseconds = 500;

    // Others wait for longer than that: clocks do not run alike.
    private const long TakeAfterMicroseconds = (LeaseMilliseconds * 1_000) + 50_000;
    private const long RetryMicroseconds = 50_000;
    private const int FollowsNewestPercent = 75;

    private readonly List<SimulatedCoordinator> _living = [];
    private SimulatedCoordinator? _holder;
    private long _renewedAt;
    private bool _isAwaited;

    /// <summary>Whether the holder reaches the place where the lease is kept.</summary>
    public bool IsInReach { get; set; } = true;

    /// <summary>How many lead, or still believe so.</summary>
    public IReadOnlyList<SimulatedCoordinator> Living => _living;

    /// <summary>Where a node that looks for the coordinator is sent; while there are two, whoever tells it may not know of the newer one.
    /// </summary>
    public SimulatedCoordinator? Find() =>
        _living.Count == 0 ? null : world.Random.Chance(FollowsNewestPercent) ? _living[^1] : world.Random.Pick(_living);

    /// <summary>A coordinator's process starts, and leads as soon as the lease is free. One stands by at most.</summary>
    public void Await()
    {
        if (_isAwaited || world.IsOver) return;
        _isAwaited = true;
        TryLead();
    }

    /// <returns>False when another one holds the lease, or nobody can say.</returns>
    public bool TryRenew(SimulatedCoordinator coordinator)
    {
        if (_holder != coordinator || !IsInReach) return false;
        _renewedAt = world.Queue.Now;
        return true;
    }

    /// <summary>A coordinator's process has ended. The system frees the lease of one that died, and that of a lost machine runs
    /// out.</summary>
    public void Left(SimulatedCoordinator coordinator, bool isMachineGone)
    {
        _living.Remove(coordinator);
        if (_holder == coordinator && !isMachineGone) _holder = null;
    }

    private void TryLead()
    {
        if (world.IsOver) return;
        if (_holder is not null && world.Queue.Now - _renewedAt <= TakeAfterMicroseconds)
        {
            world.Queue.After(RetryMicroseconds, TryLead);
            return;
        }
        (_isAwaited, IsInReach) = (false, true);
        _renewedAt = world.Queue.Now;
        _holder = world.StartCoordinator();
        _living.Add(_holder);
    }
}
