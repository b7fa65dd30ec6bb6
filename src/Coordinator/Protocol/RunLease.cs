namespace Distillery.Coordinator.Protocol;

/// <summary>A coordinator's own view of its lease on the run folder: it leads as long as this says so. Who writes to the folder
/// asks at that moment, and the machine is fed only while the lease is held; else <see cref="CoordinatorMachine.Depose"/> ends
/// it.</summary>
/// <remarks>Deterministic. Whoever takes over waits for longer than <paramref name="durationMilliseconds"/> after the last renewal that
/// it can see, and a renewal counts from the moment when it was asked for: so no two hold the lease at once, whatever stands still
/// in between. A lease that has run out may be renewed as long as nobody has taken it.</remarks>
public sealed class RunLease(long durationMilliseconds)
{
    private long _heldUntil = long.MinValue;

    /// <param name="askedAtMilliseconds">By this process's own clock, before it asked.</param>
    public void Renewed(long askedAtMilliseconds) => _heldUntil = Math.Max(_heldUntil, askedAtMilliseconds + durationMilliseconds);

    public bool IsHeld(long nowMilliseconds) => nowMilliseconds < _heldUntil;
}
