using System.Security.Cryptography;
using Akka.Actor;
using Distillery.Coordinator.History;
using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Record;
using Distillery.Coordinator.Telemetry;
using Distillery.Messages;
using Distillery.Shared;
using Distillery.Shared.Actors;
using Distillery.Shared.Configuration;
using Distillery.Shared.Protocol;
using Distillery.Shared.Runs;
using Distillery.Shared.Telemetry.Otlp;
using Distillery.Shared.TensorLinks;

namespace Distillery.Coordinator;

/// <summary>A coordinator of this process as others see it: what it works with, and the way to its actor. Any thread may
/// call.</summary>
public sealed class RunningCoordinator : IAsyncDisposable
{
    private const int DataSecretDigits = 32; // 128 bits

    private readonly RecordedEvents _observer;
    private readonly RunMeters _meters;
    private readonly CoordinatorFolder _folder;
    private readonly ITransport? _transport;
    private readonly OtlpExport? _export;
    private readonly List<IDisposable> _disposedLater = []; // The actor's, until that has ended.
    private readonly TaskCompletionSource<RunEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _stopped;
    private bool _isDisposed;
    private volatile string _httpAddress = "";

    private RunningCoordinator(
        IActorRefFactory actors, RunFolder folder, RunConfig config, CoordinatorSettings settings,
        Func<ITransportListener, DataAdmission, ITransport>? open, IRunObserver observer, TimeProvider time)
    {
        MeterName = settings.MeterName;
        LateRef actor = new();
        _meters = new RunMeters(observer, config, folder.FullPath, MeterName, time);
        _observer = new RecordedEvents(_meters, new EventLog(folder.EventsPath, time), time);
        DataAdmission admission = new();
        string secret = RandomNumberGenerator.GetHexString(DataSecretDigits);
        admission.Admit(secret);
        try
        {
            _folder = CoordinatorFolder.Open(folder, time, _observer.Warned);
            _transport = open?.Invoke(new LinkListener(actor, (_, _) => null), admission);
            _export = OtlpExport.Start(config.Telemetry.Otlp, "coordinator", time, MeterName);
        }
        catch
        {
            _observer.Dispose();
            _meters.Dispose();
            _folder?.Dispose();
            throw;
        }
        Actor = actors.ActorOf(
            CoordinatorActor.Props(new CoordinatorParts
            {
                Config = config,
                Settings = settings,
                Folder = _folder,
                Checkpoints = new CheckpointStore(
                    folder.CheckpointsPath, config.Checkpoint.Keep, text => actor.Tell(new Warning(text))),
                Recording = new RunRecordOptions { RecordSamples = settings.RecordSamples, History = History },
                Observer = _observer,
                Meters = _meters,
                Transport = _transport,
                DataSecret = secret,
                HttpAddress = () => HttpAddress,
                Time = time,
                Ended = _ended,
                DisposeLater = _disposedLater.Add,
            }),
            "coordinator");
        actor.Resolve(Actor);
        _stopped = WatchAsync();
    }

    /// <summary>Random, made once for the run folder.</summary>
    public string RunId => _folder.RunId;

    /// <summary>The name of the meter that it measures with.</summary>
    internal string MeterName { get; }

    /// <summary>Where it answers over HTTP, as a URL; empty while it does not. Whoever starts that says so here.</summary>
    public string HttpAddress
    {
        get => _httpAddress;
        set => _httpAddress = value;
    }

    /// <summary>To nodes in this process.</summary>
    public IActorRef Actor { get; }

    /// <summary>The run's curves, of all attempts.</summary>
    public StepHistory History { get; } = new();

    /// <summary>Ends with the run; with an exception when the coordinator itself cannot go on.</summary>
    public Task<RunEnd> Ended => _ended.Task;

    /// <param name="actors">The ActorSystem, or the actor that leads.</param>
    /// <param name="folder">Locked by this process, and not disposed here.</param>
    /// <param name="config">With a single method; the one that the folder holds, if it holds one.</param>
    /// <param name="open">Makes its end of the data plane; null where the nodes average, or all are in this process.</param>
    /// <param name="observer">Told of the run, by the coordinator's actor.</param>
    /// <exception cref="Shared.UserErrorException">The folder or the address cannot be used.</exception>
    /// <exception cref="DiskFullException">No room in the folder.</exception>
    public static RunningCoordinator Start(
        IActorRefFactory actors, RunFolder folder, RunConfig config, CoordinatorSettings settings,
        Func<ITransportListener, DataAdmission, ITransport>? open, IRunObserver observer, TimeProvider time) =>
        new(actors, folder, config, settings, open, observer, time);

    /// <summary>Saves, lets all nodes go and ends the run as interrupted.</summary>
    public void Stop(string reason) => Actor.Tell(new StopRun(reason));

    /// <summary>Lets a node go once the others can do without it.</summary>
    public void Drain(NodeId node) => Actor.Tell(new DrainNode(node));

    /// <summary>How things stand, as the actor sees it. Without an end where the actor has ended.</summary>
    public Task<ClusterView> ViewAsync() => Actor.Ask<ClusterView>(ShowCluster.Instance);

    /// <summary>Ends the coordinator whether the run is over or not. Last words still go out.</summary>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        Actor.Tell(PoisonPill.Instance); // Behind what it has still to do.
        await _stopped.ConfigureAwait(false);
        // Before the memory that its messages refer to.
        if (_transport is not null) await _transport.DisposeAsync().ConfigureAwait(false);
        foreach (IDisposable disposed in _disposedLater) disposed.Dispose();
        _observer.Dispose();
        _export?.Dispose(); // While there still are values.
        _meters.Dispose();
        _folder.Dispose();
        _ended.TrySetCanceled();
    }

    /// <summary>An actor that fails says why; one that could not even be made says nothing.</summary>
    private async Task WatchAsync()
    {
        await Actor.WatchAsync().ConfigureAwait(false);
        if (!_isDisposed) _ended.TrySetException(new InvariantException("the coordinator's actor has ended without a word"));
    }
}
