using System.Diagnostics.Metrics;
using Distillery.GpuNode.Compute;
using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Teacher.Asking;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Work.Copies;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Shared.Compute;
using Distillery.Shared.Telemetry.Catalog;
using Distillery.Shared.Telemetry.Tracing;

namespace Distillery.GpuNode.Telemetry;

/// <summary>Everything that is measured on a node. Without a listener a value that is recorded costs next to nothing.</summary>
public sealed class NodeMeters : IDisposable
{
    private const double StepsRemembered = 20;
    private const string DeviceLabel = "device";

    // By phase, made once: recording must not allocate.
    private static readonly KeyValuePair<string, object?>[] PhaseLabels =
        [.. new[] { "data", "score", "teacher", "forward_backward", "average", "apply" }
            .Select(phase => new KeyValuePair<string, object?>("phase", phase))];

    private readonly Meter _meter;
    private readonly TimeProvider _time;
    private readonly Histogram<double> _step;
    private readonly Histogram<double> _averaging;
    private readonly Histogram<double> _uncertainty;
    private long _failedCheckpoints;
    private long _sentBytes;
    private long _receivedBytes;
    private long _computedTimestamp; // 0 when nothing is waited for.
    private StepTracer? _tracer;
    private volatile StepTrace? _trace; // Of the step under way, if it is one that is traced.
    private double _dataShare;
    private double _checkpointSeconds = double.NaN;
    private double _checkpointBytes = double.NaN;
    private long _appliedSteps;
    private int _rankCount;
    private volatile IReadOnlyList<DeviceCopy>? _devices; // Null as long as libtorch is not there.

    /// <param name="meterName">Another name keeps what tests measure apart.</param>
    public NodeMeters(TimeProvider time, string meterName = MetricCatalog.MeterName)
    {
        (_time, _meter) = (time, new Meter(meterName));
        Name = meterName;
        Ledger = new ActivityLedger(time);
        Teacher = new TeacherMeters(_meter);
        Data = new DataMeters(_meter);
        _step = _meter.Measure(NodeMetrics.StepDuration);
        _averaging = _meter.Measure(NodeMetrics.AveragingDuration);
        _uncertainty = _meter.Measure(NodeMetrics.Uncertainty);
        _meter.Observe(NodeMetrics.AppliedSteps, () => Interlocked.Read(ref _appliedSteps));
        _meter.Observe(NodeMetrics.HostedRanks, () => Volatile.Read(ref _rankCount));
        _meter.Observe(NodeMetrics.DataWait, () => Volatile.Read(ref _dataShare));
        _meter.Observe(NodeMetrics.CheckpointFailures, () => Interlocked.Read(ref _failedCheckpoints));
        _meter.Observe(NodeMetrics.CheckpointDuration, () => Volatile.Read(ref _checkpointSeconds));
        _meter.Observe(NodeMetrics.CheckpointBytes, () => Volatile.Read(ref _checkpointBytes));
        _meter.Observe(NodeMetrics.DeviceSeconds, () => Ledger.Seconds.Select((seconds, activity) =>
            MetricCatalog.With(seconds, "activity", DeviceActivities.Names[activity])));
        _meter.Observe(NodeMetrics.AveragingBytes, () => [
            MetricCatalog.With(Interlocked.Read(ref _sentBytes), "direction", "sent"),
            MetricCatalog.With(Interlocked.Read(ref _receivedBytes), "direction", "received")]);
        _meter.Observe(NodeMetrics.DeviceMemory, () => _devices is { } devices ? [.. OfHost(), .. devices.SelectMany(MemoryOf)] : []);
    }

    /// <summary>Of the meter.</summary>
    internal string Name { get; }

    public ActivityLedger Ledger { get; }

    public TeacherMeters Teacher { get; }

    public DataMeters Data { get; }

    /// <summary>The same teacher, measured; null stays null.</summary>
    internal ITeacher? Around(ITeacher? teacher)
    {
        if (teacher is null) return null;
        Teacher.Open();
        return new MeteredTeacher(teacher, Teacher, Ledger);
    }

    /// <summary>The same source of answers that are made in this process, measured.</summary>
    internal IAnswerSource Around(IAnswerSource local) => new MeteredAnswers(local, Teacher, _time);

    /// <summary>libtorch is there, and has the state of a run on these devices; on none where the node only teaches.</summary>
    internal void UseDevices(IReadOnlyList<DeviceCopy> devices) => _devices = devices;

    /// <summary>Steps of this run are traced from now on.</summary>
    internal void Trace(string runId, string node, int everySteps)
    {
        _tracer?.Dispose();
        _tracer = new StepTracer(runId, node, everySteps, _time, Name);
    }

    /// <summary>The parts of a step are ordered.</summary>
    public void StepBegun(long step) => _trace = _tracer?.Begin(step);

    internal void Stand(long? appliedSteps, int rankCount)
    {
        Interlocked.Exchange(ref _appliedSteps, appliedSteps ?? 0);
        Volatile.Write(ref _rankCount, rankCount);
    }

    /// <summary>A rank has computed its step. Several threads at once.</summary>
    /// <param name="device">The name of the device that it computed on.</param>
    /// <param name="beginTimestamp">When it began, as <see cref="Now"/> was.</param>
    /// <param name="phaseSeconds">By phase, the first four; they follow each other.</param>
    /// <param name="uncertainties">Of all scored samples.</param>
    public void RankComputed(
        int rank, string device, long beginTimestamp, IReadOnlyList<double> phaseSeconds, ReadOnlySpan<float> uncertainties)
    {
        KeyValuePair<string, object?> place = new(DeviceLabel, device);
        double all = 0;
        for (int phase = 0; phase <= (int)StepPhase.ForwardBackward; phase++)
        {
            _step.Record(phaseSeconds[phase], PhaseLabels[phase], place);
            all += phaseSeconds[phase];
        }
        if (_trace is { } trace) AddPhases(trace, rank, beginTimestamp, phaseSeconds);
        double share = phaseSeconds[(int)StepPhase.Data] / Math.Max(all, 1e-9);
        Volatile.Write(ref _dataShare, _dataShare + (share - _dataShare) / StepsRemembered); // A lost update does not matter.
        if (!_uncertainty.Enabled) return;
        foreach (float uncertainty in uncertainties) _uncertainty.Record(uncertainty);
    }

    /// <summary>All that this node has to compute of a step is computed.</summary>
    public void PartDone()
    {
        Interlocked.Exchange(ref _computedTimestamp, _time.GetTimestamp());
        Ledger.Wait(true);
    }

    /// <summary>The whole average is here.</summary>
    public void AverageDone()
    {
        Ledger.Wait(false);
        long computed = Interlocked.Exchange(ref _computedTimestamp, 0);
        if (computed == 0) return;
        long now = _time.GetTimestamp();
        _averaging.Record(_time.GetElapsedTime(computed, now).TotalSeconds);
        _trace?.Add("average", null, computed, now);
    }

    /// <summary>A device's copy of the weights has taken a step. Several threads at once.</summary>
    /// <param name="device">Its name.</param>
    /// <param name="beginTimestamp">When it began, as <see cref="Now"/> was.</param>
    public void AppliedOn(string device, long beginTimestamp) => _step.Record(
        _time.GetElapsedTime(beginTimestamp).TotalSeconds, PhaseLabels[(int)StepPhase.Apply], new(DeviceLabel, device));

    /// <summary>A step is applied, just now.</summary>
    /// <param name="averageSeconds">This node's own work on the average.</param>
    public void Applied(Generation generation, double averageSeconds, double applySeconds)
    {
        _step.Record(averageSeconds, PhaseLabels[(int)StepPhase.Average], new(DeviceLabel, ComputeDevice.Host.Name));
        if (_trace is not { } trace) return;
        _trace = null;
        long now = _time.GetTimestamp();
        trace.Add("apply", null, now - TicksOf(applySeconds), now);
        _tracer!.End(trace, generation);
    }

    /// <summary>A message goes to another process.</summary>
    internal void Sent(Message message) => Interlocked.Add(ref _sentBytes, BytesOf(message));

    /// <summary>A message has come from another process.</summary>
    internal void Received(Message message) => Interlocked.Add(ref _receivedBytes, BytesOf(message));

    /// <summary>This moment, in the clock's ticks.</summary>
    public long Now => _time.GetTimestamp();

    /// <param name="startTimestamp">What <see cref="Now"/> was.</param>
    /// <param name="bytes">Null when it could not be written.</param>
    internal void CheckpointWritten(long startTimestamp, long? bytes)
    {
        if (bytes is null) Interlocked.Increment(ref _failedCheckpoints);
        else
        {
            Volatile.Write(ref _checkpointSeconds, _time.GetElapsedTime(startTimestamp).TotalSeconds);
            Volatile.Write(ref _checkpointBytes, bytes.Value);
        }
    }

    public void Dispose()
    {
        _tracer?.Dispose();
        _meter.Dispose();
    }

    private void AddPhases(StepTrace trace, int rank, long beginTimestamp, IReadOnlyList<double> phaseSeconds)
    {
        for (int phase = 0; phase <= (int)StepPhase.ForwardBackward; phase++)
        {
            long end = beginTimestamp + TicksOf(phaseSeconds[phase]);
            trace.Add((string)PhaseLabels[phase].Value!, rank, beginTimestamp, end);
            beginTimestamp = end;
        }
    }

    private long TicksOf(double seconds) => (long)(seconds * _time.TimestampFrequency);

    private static long BytesOf(Message message) => message switch
    {
        SlicePart part => part.Payload.Bytes.Length,
        SliceAverage average => average.Payload.Bytes.Length,
        _ => 0,
    };

    private static IEnumerable<Measurement<double>> OfHost()
    {
        HostMemory memory = HostMemory.Current;
        KeyValuePair<string, object?> host = new(DeviceLabel, ComputeDevice.Host.Name);
        return [new(memory.UsedBytes, host, new("state", "used")), new(memory.CachedBytes, host, new("state", "cached"))];
    }

    /// <summary>What is known to stay there. Of all that is taken on a device only its driver tells: libtorch's own figures are not exported.</summary>
    private static IEnumerable<Measurement<double>> MemoryOf(DeviceCopy copy) => copy.Device.HasOwnMemory
        ? [new(copy.HeldBytes, new(DeviceLabel, copy.Device.Name), new("state", "held"))]
        : [];
}
