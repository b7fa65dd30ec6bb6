using Akka.Actor;
using Distillery.Shared.Cluster;

namespace Distillery.Coordinator.Record;

/// <summary>The record that is to be written from here on.</summary>
internal sealed record KeepRecord(RunRecord Record);

/// <summary>There is something to write.</summary>
internal sealed record WriteRecord
{
    internal static readonly WriteRecord Instance = new();
}

/// <summary>More records are on the disk.</summary>
internal sealed record RecordsDurable
{
    internal static readonly RecordsDurable Instance = new();
}

/// <summary>Something about the run's files that a person should read.</summary>
internal sealed record Warning(string Text);

/// <summary>Writes the run's record, where a slow disk holds nobody up. Its parent is told what is durable, and of its end if the
/// files cannot be written.</summary>
internal sealed class RecordActor : UntypedActor, IWithTimers
{
    private RunRecord? _record;

    public ITimerScheduler Timers { get; set; } = null!;

    internal static Props Props() => Akka.Actor.Props.Create<RecordActor>().WithDispatcher(ActorDispatchers.Blocking);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case KeepRecord keep:
                _record = keep.Record;
                Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, RunRecord.SyncPeriod);
                break;
            case WriteRecord: Write(isTick: false); break;
            case Tick: Write(isTick: true); break;
            default: Unhandled(message); break;
        }
    }

    private void Write(bool isTick)
    {
        try
        {
            _record?.Write(isTick);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"the run's record cannot be written: {problem.Message}", problem);
        }
    }

    private sealed class Tick
    {
        internal static readonly Tick Instance = new();
    }
}
