using Akka.Actor;
using Akka.Configuration;
using Akka.Coordination;

namespace Distillery.Shared.Cluster.Leading;

/// <summary>The lease that decides which coordinator leads: whoever holds the run folder's lock. Nothing expires; the lock is free when its
/// holder releases it or its process has died, and a holder that is stopped keeps it.</summary>
/// <remarks>Akka creates it by its name, with these two arguments. The term in the run folder fences what a leader of the past may
/// still say or write.</remarks>
public sealed class RunFolderLease : Lease, IDisposable
{
    /// <summary>Where its settings are, and what the singleton's settings name.</summary>
    public const string ConfigPath = "distillery.run-folder-lease";

    private readonly RunFolderClaim _claim;
    private readonly Action<UserErrorException>? _refused;
    private readonly ITimer _watch;
    private readonly TimeSpan _lookEvery;
    private Action<Exception>? _lost;

    /// <exception cref="ConfigurationException">The system was started without a <see cref="RunFolderLeaseSetup"/>.</exception>
    public RunFolderLease(LeaseSettings settings, ExtendedActorSystem system)
        : base(settings)
    {
        var setup = system.Settings.Setup.Get<RunFolderLeaseSetup>();
        if (!setup.HasValue) throw new ConfigurationException("a process that may lead needs a RunFolderLeaseSetup");
        _claim = setup.Value.Claim;
        _refused = setup.Value.Refused;
        _lookEvery = settings.TimeoutSettings.HeartbeatInterval;
        _watch = setup.Value.Time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        system.RegisterOnTermination(Dispose); // A system that is replaced releases nothing by itself.
    }

    /// <inheritdoc/>
    public override Task<bool> Acquire() => Acquire(_ => { });

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">Through the task: the folder cannot be seen or written.</exception>
    public override Task<bool> Acquire(Action<Exception> leaseLostCallback) => Task.Run(() =>
    {
        try
        {
            if (!_claim.TryTake(this)) return false;
        }
        catch (UserErrorException problem)
        {
            _refused?.Invoke(problem);
            throw;
        }
        _lost = leaseLostCallback;
        _watch.Change(_lookEvery, _lookEvery);
        return true;
    });

    /// <inheritdoc/>
    public override Task<bool> Release() => Task.Run(() =>
    {
        Forget();
        _claim.Release(this);
        return true;
    });

    /// <inheritdoc/>
    public override bool CheckLease() => _claim.IsHeldBy(this);

    public void Dispose()
    {
        _watch.Dispose();
        _lost = null;
        _claim.Release(this);
    }

    private void Look()
    {
        if (_lost is not { } lost || CheckLease()) return;
        Forget();
        lost(new LeaseException($"the run folder's lock was taken away, by {_claim.Holder}"));
    }

    private void Forget()
    {
        _lost = null;
        _watch.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
