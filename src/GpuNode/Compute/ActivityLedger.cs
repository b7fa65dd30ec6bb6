using Distillery.Shared.Compute;

namespace Distillery.GpuNode.Compute;

/// <summary>Divides a node's time among activities: at each moment exactly one counts, so they add up to the time since the
/// ledger was made. Safe for several threads.</summary>
public sealed class ActivityLedger
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly double[] _seconds = new double[DeviceActivities.Count];
    private readonly int[] _tasks = new int[Enum.GetValues<DeviceTask>().Length];
    private DeviceActivity _otherwise = DeviceActivity.Idle;
    private double _undividedSeconds;
    private long _lastTimestamp;

    public ActivityLedger(TimeProvider time) => (_time, _lastTimestamp) = (time, time.GetTimestamp());

    /// <summary>By <see cref="DeviceActivity"/>. A step that is being computed counts once it is, for only then it is known what
    /// it went into.</summary>
    public double[] Seconds
    {
        get
        {
            lock (_gate)
            {
                Settle_NeedsLock();
                return [.. _seconds];
            }
        }
    }

    /// <summary>What time counts for that no task takes: idle, or recover while the node is in no generation.</summary>
    public void Rest(DeviceActivity otherwise)
    {
        lock (_gate)
        {
            Settle_NeedsLock();
            _otherwise = otherwise;
        }
    }

    public void Begin(DeviceTask task) => Change(task, 1);

    public void End(DeviceTask task) => Change(task, -1);

    /// <summary>Whether the node waits for averages.</summary>
    public void Wait(bool isWaiting)
    {
        lock (_gate)
        {
            Settle_NeedsLock();
            _tasks[(int)DeviceTask.Waiting] = isWaiting ? 1 : 0;
        }
    }

    /// <summary>Ranks have computed side by side: the time since the beginning is divided as their phases are.</summary>
    /// <param name="phaseSeconds">Of all ranks together, by <see cref="StepPhase"/>: the first four.</param>
    public void EndComputing(IReadOnlyList<double> phaseSeconds)
    {
        lock (_gate)
        {
            Settle_NeedsLock();
            _tasks[(int)DeviceTask.Computing]--;
            double all = 0;
            for (int phase = 0; phase <= (int)StepPhase.ForwardBackward; phase++) all += phaseSeconds[phase];
            for (int phase = 0; all > 0 && phase <= (int)StepPhase.ForwardBackward; phase++)
                _seconds[(int)ActivityOf((StepPhase)phase)] += _undividedSeconds * phaseSeconds[phase] / all;
            if (all <= 0) _seconds[(int)DeviceActivity.Compute] += _undividedSeconds;
            _undividedSeconds = 0;
        }
    }

    /// <summary>What was being computed is of no use: its time was lost to a change of the cluster.</summary>
    public void GiveUpComputing()
    {
        lock (_gate)
        {
            Settle_NeedsLock();
            _tasks[(int)DeviceTask.Computing]--;
            _seconds[(int)DeviceActivity.Recover] += _undividedSeconds;
            _undividedSeconds = 0;
        }
    }

    private static DeviceActivity ActivityOf(StepPhase phase) => phase switch
    {
        StepPhase.Data => DeviceActivity.Data,
        StepPhase.Score => DeviceActivity.Score,
        StepPhase.Teacher => DeviceActivity.Teacher,
        _ => DeviceActivity.Compute,
    };

    private void Change(DeviceTask task, int by)
    {
        lock (_gate)
        {
            Settle_NeedsLock();
            _tasks[(int)task] += by;
        }
    }

    private void Settle_NeedsLock()
    {
        long now = _time.GetTimestamp();
        double seconds = _time.GetElapsedTime(_lastTimestamp, now).TotalSeconds;
        _lastTimestamp = now;
        int task = Array.FindIndex(_tasks, count => count > 0);
        if (task == (int)DeviceTask.Computing) _undividedSeconds += seconds;
        else _seconds[(int)Activity_NeedsLock(task)] += seconds;
    }

    private DeviceActivity Activity_NeedsLock(int task) => task switch
    {
        (int)DeviceTask.Evaluating => DeviceActivity.Evaluate,
        (int)DeviceTask.Applying => DeviceActivity.Compute,
        (int)DeviceTask.Copying => DeviceActivity.Checkpoint,
        (int)DeviceTask.Answering => DeviceActivity.Teacher,
        (int)DeviceTask.Preparing => DeviceActivity.Data,
        // Nothing comes any more once the generation is over.
        (int)DeviceTask.Waiting when _otherwise != DeviceActivity.Recover => DeviceActivity.Average,
        _ => _otherwise,
    };
}
