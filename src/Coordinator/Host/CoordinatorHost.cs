using System.Security.Cryptography;
using Distillery.Coordinator.History;
using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Protocol;
using Distillery.Coordinator.Record;
using Distillery.Coordinator.Telemetry;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared;
using Distillery.Shared.Actors.Host;
using Distillery.Shared.Configuration;
using Distillery.Shared.Protocol;
using Distillery.Shared.Runs;
using Distillery.Shared.Telemetry.Otlp;
using Distillery.Shared.Transport;

namespace Distillery.Coordinator.Host;

/// <summary>A coordinator as it runs: the machine between a transport and the run folder, fed by one loop.</summary>
public sealed class CoordinatorHost : ICoordinatorOutbox, ITransportListener, IRunRecordListener, IAsyncDisposable
{
    private const long ShowPeriodMilliseconds = 250; // Below any scraper's.

    private const int DataSecretDigits = 32; // 128 bits

    private static readonly TimeSpan TickPeriod = TimeSpan.FromMilliseconds(20);

    private readonly RunConfig _config;
    private readonly RecordedEvents _observer;
    private readonly RunMeters _meters;
    private readonly OtlpExport? _export;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<RunEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ActorLoop _loop;
    private readonly CoordinatorFolder _folder;
    private readonly RunKeeper _keeper;
    private readonly CheckpointPublisher _publisher;
    private readonly ITransport _transport;
    private readonly CoordinatorMachine _machine;
    private CoordinatorAverager? _averager; // Where the coordinator averages for all.
    private bool _isStarted;
    private long _shownMilliseconds;

    private CoordinatorHost(
        RunFolder folder, RunConfig config, CoordinatorHostOptions options, Func<ITransportListener, ITransport> open,
        IRunObserver observer, TimeProvider time)
    {
        (_config, _time) = (config, time);
        MeterName = options.MeterName;
        _meters = new RunMeters(observer, config, folder.FullPath, MeterName, time);
        _observer = new RecordedEvents(_meters, new EventLog(folder.EventsPath, time), time);
        _folder = CoordinatorFolder.Open(folder, time, _observer.Warned);
        try
        {
            _loop = new ActorLoop("coordinator", TickPeriod, Tick, Break, time);
            RunRecordOptions recording = new() { RecordSamples = options.RecordSamples, History = History };
            _keeper = new RunKeeper(_folder, config, recording, this, _observer, time);
            CheckpointStore store = new(folder.CheckpointsPath, config.Checkpoint.Keep, Warn);
            _publisher = new CheckpointPublisher(store, folder.CheckpointsPath, _loop.Post);
            CoordinatorPast past = options.AwaitsFormerNodes ? _folder.Past : _folder.Past with { Members = [] };
            _machine = new CoordinatorMachine(OptionsOf(config, _folder, options), past, this);
            _transport = open(this);
            _export = OtlpExport.Start(config.Telemetry.Otlp, "coordinator", time, MeterName);
        }
        catch
        {
            _observer.Dispose();
            _meters.Dispose();
            _folder.Dispose();
            throw;
        }
    }

    /// <summary>Random, made once for the run folder.</summary>
    public string RunId => _folder.RunId;

    /// <summary>The name of the meter that it measures with.</summary>
    internal string MeterName { get; }

    /// <summary>Where nodes find it: HOST:PORT with the real port; empty inside one process.</summary>
    public string Address => _transport.Address;

    /// <summary>The run's curves, of all attempts.</summary>
    public StepHistory History { get; } = new();

    /// <summary>Ends with the run; with an exception when the coordinator itself cannot go on.</summary>
    public Task<RunEnd> Ended => _ended.Task;

    /// <param name="folder">Locked by this process, and not disposed here.</param>
    /// <param name="config">With a single method; the one that the folder holds, if it holds one.</param>
    /// <param name="open">Makes the transport; what it brings before the loop has begun waits.</param>
    /// <param name="observer">Told of the run, on the coordinator's thread.</param>
    /// <exception cref="Shared.UserErrorException">The folder or the address cannot be used.</exception>
    /// <exception cref="DiskFullException">No room in the folder.</exception>
    public static CoordinatorHost Start(
        RunFolder folder, RunConfig config, CoordinatorHostOptions options, Func<ITransportListener, ITransport> open,
        IRunObserver observer, TimeProvider time)
    {
        CoordinatorHost host = new(folder, config, options, open, observer, time);
        host._loop.Start();
        return host;
    }

    /// <summary>Saves, lets all nodes go and ends the run as interrupted.</summary>
    public void Stop(string reason) => _loop.Post(() => _machine.Stop(reason));

    /// <summary>Lets a node go once the others can do without it.</summary>
    public void Drain(NodeId node) => _loop.Post(() => _machine.Drain(node));

    /// <summary>How things stand, as the loop sees it.</summary>
    public Task<ClusterView> ViewAsync()
    {
        TaskCompletionSource<ClusterView> view = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Post(() => view.TrySetResult(ClusterViews.Of(_folder.RunId, _config, _machine, _keeper)));
        return view.Task;
    }

    /// <summary>Ends the coordinator whether the run is over or not. Last words still go out.</summary>
    public async ValueTask DisposeAsync()
    {
        _loop.Dispose();
        await _transport.DisposeAsync().ConfigureAwait(false); // Before the memory that its messages refer to.
        _averager?.Dispose();
        _publisher.Finish();
        _keeper.Dispose();
        _observer.Dispose();
        _export?.Dispose(); // While there still are values.
        _meters.Dispose();
        _folder.Dispose();
        _ended.TrySetCanceled();
    }

    void ITransportListener.Connected(NodeId peer)
    {
        // A node says Hello itself.
    }

    void ITransportListener.Received(NodeId peer, Message message)
    {
        long heard = _time.GetTimestamp(); // Here and not on the loop, which may be at something long.
        _loop.Post(() =>
        {
            // A node that only prepares data has no device whose time could be well spent.
            if (message is Hello hello && hello.Roles != NodeRoles.Data) _keeper.Account.Join(peer, _machine.Generation.Number > 0, heard);
            if (message is Heartbeat heartbeat) _keeper.Account.Note(peer, heartbeat.ActivitySeconds, heard);
            _machine.Receive(peer, message);
        });
    }

    void ITransportListener.Lost(NodeId peer, string reason) => _loop.Post(() =>
    {
        _machine.Lost(peer, LossReason.Closed(reason)); // Which tells of a loss, if it is one.
        _keeper.Account.Leave(peer);
        ShowFigures();
    });

    void ICoordinatorOutbox.Send(NodeId node, Message message) => _transport.Send(node, message);

    void ICoordinatorOutbox.Disconnect(NodeId node) => _transport.Disconnect(node);

    void ICoordinatorOutbox.Ignored(NodeId sender, Message message, string reason)
    {
        // Expected after every change of members.
    }

    void ICoordinatorOutbox.Tell(ClusterEvent happened)
    {
        if (happened is { Kind: ClusterEventKind.NodeLost, Node: { } lost }) _keeper.NoteLoss(lost);
        if (happened.Kind == ClusterEventKind.GenerationForming) _keeper.NoteForming(_machine.Generation);
        if (happened.Kind == ClusterEventKind.GenerationBegun) TellStarted();
        _observer.Locate(_keeper.Totals.Steps, _machine.Generation);
        _observer.ClusterChanged(happened);
        ShowFigures();
    }

    void ICoordinatorOutbox.Append(IReadOnlyList<StepRecord> records)
    {
        TellStarted(); // Nodes that outlived a coordinator may tell of steps before their next generation begins.
        _observer.Locate(records[^1].Step + 1, _machine.Generation);
        _keeper.Append(records);
    }

    void ICoordinatorOutbox.TruncateRecords(long step) => _keeper.Truncate(step);

    void ICoordinatorOutbox.Remember(long generationNumber, IReadOnlyList<NodeId> members) =>
        _keeper.Remember(generationNumber, members);

    void ICoordinatorOutbox.Describe(RunFacts facts)
    {
        _keeper.Describe(facts);
        if (_config.Cluster.Averaging != AveragingPlace.Coordinator) return;
        _averager = new CoordinatorAverager(
            _keeper.Shape!, _config.Cluster.Wire, average => _loop.Post(() => _machine.Averaged(average)), Break, _time);
    }

    void ICoordinatorOutbox.Average(Generation generation, long step, int slice, IReadOnlyList<SlicePart> parts) =>
        _averager!.Average(generation, step, slice, parts);

    void ICoordinatorOutbox.RequestDurable() => _keeper.RequestSync();

    void ICoordinatorOutbox.Publish(long appliedSteps, string folder) => _publisher.Publish(
        appliedSteps, folder,
        () =>
        {
            _observer.CheckpointSaved(appliedSteps);
            _machine.CheckpointPublished(appliedSteps);
        },
        problem => _machine.CheckpointNotPublished(appliedSteps, problem));

    void ICoordinatorOutbox.Finished(RunOutcome outcome)
    {
        _observer.Ended(outcome);
        _ended.TrySetResult(_keeper.Close(outcome));
    }

    void ICoordinatorOutbox.Deposed(string reason) => _ended.TrySetException(
        new UserErrorException(reason, "Leave the run to the newer coordinator."));

    void IRunRecordListener.RecordsDurable(long durableSteps) => _loop.Post(() =>
    {
        _keeper.Retry();
        _machine.RecordsDurable(_keeper.DurableSteps);
    });

    void IRunRecordListener.DiskFull(string problem, string nextStep) => Warn($"{problem}. {nextStep}");

    void IRunRecordListener.RoomAgain() => Warn("there is room on the disk again, and all records are on it");

    void IRunRecordListener.RecordBroken(Exception problem) =>
        _loop.Post(() => throw new IOException($"the run's record cannot be written: {problem.Message}", problem));

    private static CoordinatorOptions OptionsOf(
        RunConfig config, CoordinatorFolder folder, CoordinatorHostOptions options) => new(
        folder.RunId, config.ToYaml(), config.Fingerprint, folder.Run.FullPath, config.Train.Replicas,
        Math.Min(config.Cluster.MinNodes, config.Train.Replicas), options.ExpectedNodes,
        config.Cluster.RejoinWaitMilliseconds, config.Cluster.LossAfterMilliseconds,
        (long)options.StallAfter.TotalMilliseconds, config.Train.SkippedStepsLimit,
        config.Cluster.Averaging == AveragingPlace.Coordinator)
    {
        NeedsTeacher = config.Methods[0].QueriesTeacher,
        NeedsSameBits = config.Deterministic,
        DataSecret = RandomNumberGenerator.GetHexString(DataSecretDigits),
    };

    private void TellStarted()
    {
        if (_isStarted) return;
        _isStarted = true;
        RunFacts facts = _keeper.Shape!.Facts;
        _observer.Locate(_keeper.NextStep, _machine.Generation);
        _observer.Started(new RunStart(
            _config, _keeper.NextStep, facts.TotalSteps, facts.StepsPerEpoch, facts.StudentMacs, facts.TeacherMacs,
            facts.TeacherTop1));
    }

    private void Tick(long milliseconds)
    {
        _machine.Tick(milliseconds);
        if (milliseconds - _shownMilliseconds < ShowPeriodMilliseconds) return;
        _shownMilliseconds = milliseconds;
        ShowFigures();
    }

    /// <summary>Scrapers never ask the loop: it shows its state from time to time.</summary>
    private void ShowFigures() => _meters.Show(new RunFigures(
        _keeper.Totals, _keeper.Shape, _machine.Generation.Number, _machine.Phase == CoordinatorPhase.Running, _machine.Nodes,
        _keeper.Account.Goodput));

    private void Warn(string text) => _loop.Post(() => _observer.Warned(text));

    private void Break(Exception failure) => _ended.TrySetException(failure);
}
