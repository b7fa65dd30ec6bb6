using Distillery.GpuNode.Compute;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Telemetry;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared;
using Distillery.Shared.Compute;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;
using Distillery.Shared.Telemetry.Otlp;
using Distillery.Shared.TensorLinks;

namespace Distillery.GpuNode.Work;

/// <summary>What a node does for its machine, with libtorch. One thread computes, at the head of the workers; one averages,
/// applies and hands over states; one writes checkpoints.</summary>
/// <remarks>One thread calls the methods, the one of the machine's loop. A computation and a change of the state exclude
/// each other: whatever changes the state gives up a computation that still runs, and waits until it has
/// stopped.</remarks>
public sealed class NodeWork : INodeWork, IDisposable
{
    private readonly NodeWorkOptions _options;
    private readonly Action<WorkOutcome> _tell;
    private readonly TimeProvider _time;
    private readonly NodeMeters _meters;
    private readonly NodeMeters? _ownMeters;
    private readonly WorkThread _computing;
    private readonly WorkThread _state;
    private readonly Lock _weights = new(); // Held by whoever reads weights for long or changes them.
    private readonly CancellationTokenSource _stop = new();
    private CancellationTokenSource _order = new(); // Of the computation that was ordered last.
    private volatile LoadedRun? _run;
    private OtlpExport? _export; // The compute thread's.
    private volatile RunTotals _totals = new();
    private double[] _nodeSeconds = NoSeconds(); // By phase, for the step that is under way; the state thread's.
    private volatile double[] _lastNodeSeconds = NoSeconds();

    /// <param name="tell">Gets the outcomes, from several threads; it must only put them into a mailbox.</param>
    public NodeWork(NodeWorkOptions options, Action<WorkOutcome> tell, TimeProvider time)
    {
        _ownMeters = options.Meters is null ? new NodeMeters(time) : null;
        _meters = options.Meters ?? _ownMeters!;
        (_options, _tell, _time) = (options with { Meters = _meters }, tell, time);
        _computing = new WorkThread("compute", TellBroken);
        _state = new WorkThread("state", TellBroken);
    }

    internal LoadedRun Run => _run ?? throw new InvariantException("work was ordered before a run was loaded");

    public void Load(Welcome welcome) => _computing.Post(() =>
    {
        SendTelemetry(welcome);
        if (!_options.Roles.HasFlag(NodeRoles.Student))
        {
            _tell(_options.Roles.HasFlag(NodeRoles.Teacher)
                ? LoadedTeacher.Load(welcome, _options, _time, _stop.Token)
                : LoadedData.Load(welcome, _options));
            return;
        }
        LoadedRun run = LoadedRun.Load(welcome, _options, _meters, _tell, TellBroken, _time, _stop.Token);
        _run = run;
        _state.Post(() => TorchRuntime.Threads = run.Config.Train.Threads); // Applying has the same bits then.
        LinkTimes times = new(run.Config.Cluster.HeartbeatMilliseconds, run.Config.Cluster.LossAfterMilliseconds);
        _tell(new Loaded(run.Facts, run.Plan, run.Config.Fingerprint, times, run.Teacher, run.Data, run.Bits));
    });

    public void Restore(long ticket, long appliedSteps) => ChangeState(() =>
    {
        _totals = Run.Restore(appliedSteps);
        TellInstalled(ticket, appliedSteps);
    });

    public void Compute(ComputeOrder order)
    {
        GiveUpComputation();
        CancellationToken stop = _order.Token;
        LoadedRun run = Run;
        double[] nodeSeconds = _lastNodeSeconds;
        _computing.Post(() =>
        {
            lock (_weights) run.Computer.Compute(order, nodeSeconds, stop);
        });
    }

    public Payload Contribution(long step, int slice, RankSpan subtree) => Run.Contributions.Read(step, slice, subtree);

    public void Average(Generation generation, long step, int slice, IReadOnlyList<SlicePart> parts) => _state.Post(() =>
    {
        PhaseTimer timer = new(_time);
        SliceAverage? average = Run.Averager.Average(generation, step, slice, parts);
        CountSeconds(timer, StepPhase.Average);
        if (average is not null) _tell(new Averaged(average));
    });

    /// <summary>Where the bytes of a message belong that is just arriving over a connection, if there is a place for them. Any
    /// thread may call.</summary>
    /// <param name="message">All of it but its payload.</param>
    public ReceivedPayload? PlaceFor(Message message, int byteCount) =>
        message is SliceAverage average ? _run?.Averages.PlaceFor(average, byteCount) : null;

    public void Keep(SliceAverage average) => _state.Post(() =>
    {
        PhaseTimer timer = new(_time);
        Run.Averages.Keep(average);
        CountSeconds(timer, StepPhase.Average);
    });

    public void Apply(Generation generation, long step) => ChangeState(() =>
    {
        if (!Run.Averages.Of(step).IsComplete(Run.Plan.FirstSliceOf(step)))
        {
            _tell(new AverageTorn(step));
            return;
        }
        PhaseTimer timer = new(_time);
        _meters.AverageDone();
        _meters.Ledger.Begin(DeviceTask.Applying);
        StepRecord record = Run.Applier.Apply(generation, step);
        Run.Averages.Await(step + 1);
        _totals = _totals.After(record);
        CountSeconds(timer, StepPhase.Apply);
        _meters.Applied(generation, _nodeSeconds[(int)StepPhase.Average], _nodeSeconds[(int)StepPhase.Apply]);
        _meters.Ledger.End(DeviceTask.Applying);
        (_lastNodeSeconds, _nodeSeconds) = (_nodeSeconds, NoSeconds());
        _tell(new Applied(record));
    });

    public SliceAverage AppliedAverage(Generation generation, int slice) =>
        Run.Averages.Read(generation, Run.State.Step - 1, slice);

    public IReadOnlyList<Payload> StatePieces() => Run.Transfer.Cut(ProgressAt(Run.State.Step));

    public void KeepPiece(StateChunk piece) => _state.Post(() => Run.Transfer.Keep(piece));

    public void InstallState(long ticket, long appliedSteps) => ChangeState(() =>
    {
        (RunProgress? progress, string? problem) = Run.Transfer.Install();
        if (progress is not null && progress.Step != appliedSteps) problem = $"it is of step {progress.Step}, not {appliedSteps}";
        if (problem is not null)
        {
            _tell(new WorkBroken(new WorkFailure(
                $"the state that another node sent cannot be used: {problem}",
                "Start this node again; if it happens again, look at the memory and network of both.", IsFatal: false)));
            return;
        }
        _totals = progress!.Totals;
        TellInstalled(ticket, appliedSteps);
    });

    public void WriteCheckpoint(long appliedSteps) => _state.Post(() =>
    {
        // The closing step changes no weight: a checkpoint of the last step may come after it.
        bool isNow = Run.State.Step == appliedSteps
            || (Run.State.Step == Run.Plan.EndSteps && appliedSteps == Run.Plan.TotalSteps);
        Invariant.That(isNow, $"a checkpoint of step {appliedSteps} was ordered at step {Run.State.Step}");
        _meters.Ledger.Begin(DeviceTask.Copying);
        Run.Checkpoints.Write(ProgressAt(appliedSteps));
        _meters.Ledger.End(DeviceTask.Copying);
    });

    /// <summary>Gives up a computation that may be waiting for a teacher.</summary>
    internal void StopWaiting()
    {
        _stop.Cancel();
        _order.Cancel();
    }

    /// <summary>Gives up a computation, waits for what else was ordered, and frees all memory. Payloads that were handed out
    /// must not be read any more. Safe to call again.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        GiveUpComputation();
        _computing.Dispose();
        _state.Dispose();
        _run?.Dispose();
        _run = null;
        _export?.Dispose();
        _ownMeters?.Dispose();
    }

    private static double[] NoSeconds() => new double[Enum.GetValues<StepPhase>().Length];

    private RunProgress ProgressAt(long appliedSteps) =>
        new() { Totals = _totals with { AppliedSteps = appliedSteps }, ConfigFingerprint = Run.Config.Fingerprint };

    /// <summary>As the run is configured.</summary>
    private void SendTelemetry(Welcome welcome)
    {
        OtlpConfig? otlp = ConfigLoader.Parse(welcome.Config, "the coordinator's configuration").Telemetry.Otlp;
        if (_options.SendsTelemetry) _export ??= OtlpExport.Start(otlp, _options.Writer, _time, _meters.Name);
        _meters.Trace(welcome.RunId, _options.Writer, otlp?.TraceEverySteps ?? 0);
    }

    private void ChangeState(Action change)
    {
        _order.Cancel(); // Here and not on the other thread: a computation that is ordered after this is not meant.
        _state.Post(() =>
        {
            lock (_weights) change();
        });
    }

    private void GiveUpComputation()
    {
        _order.Cancel();
        _order = new CancellationTokenSource();
    }

    private void TellInstalled(long ticket, long appliedSteps)
    {
        Run.Copies.TakeFirst(appliedSteps);
        Run.Averages.Await(appliedSteps);
        Run.Seats.Forget();
        _tell(new StateInstalled(ticket, appliedSteps, StateVectors.Hash(Run.State.Vectors)));
    }

    private void CountSeconds(PhaseTimer timer, StepPhase phase)
    {
        timer.End(phase);
        _nodeSeconds[(int)phase] += timer.Seconds[(int)phase];
    }

    private void TellBroken(Exception failure)
    {
        if (_stop.IsCancellationRequested) return; // It ends anyway, and whatever was torn apart meanwhile is no news.
        _tell(new WorkBroken(WorkFailures.Of(failure)));
    }
}
