using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace Distillery.Shared.Tests.Actors;

/// <summary>A test of actors: each does what it is told before the call returns, and time passes when the test says so.</summary>
public abstract class ActorTest : TestKit
{
    private const string Settings = """
        akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
        akka.actor.guardian-supervisor-strategy = "Akka.Actor.StoppingSupervisorStrategy, Akka"
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        distillery {
          control.type = "Akka.TestKit.CallingThreadDispatcherConfigurator, Akka.TestKit"
          compute.type = "Akka.TestKit.CallingThreadDispatcherConfigurator, Akka.TestKit"
          blocking.type = "Akka.TestKit.CallingThreadDispatcherConfigurator, Akka.TestKit"
        }
        """;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10); // A timer rings once in an advance.

    protected ActorTest() : base(ConfigurationFactory.ParseString(Settings)) =>
        Time = new SchedulerTime((TestScheduler)Sys.Scheduler);

    /// <summary>The test's own clock.</summary>
    protected TimeProvider Time { get; }

    /// <summary>Waits until an actor is made: from then on what it is told is done at once.</summary>
    protected IActorRef Made(IActorRef actor)
    {
        actor.Tell(new Identify(null), TestActor);
        ExpectMsg<ActorIdentity>();
        return actor;
    }

    /// <summary>Lets time pass.</summary>
    protected void Pass(TimeSpan time)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += Step) ((TestScheduler)Sys.Scheduler).Advance(Step);
    }

    private sealed class SchedulerTime(TestScheduler scheduler) : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => scheduler.Now.Ticks;

        public override DateTimeOffset GetUtcNow() => scheduler.Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            new SchedulerTimer(scheduler, () => callback(state));
    }

    /// <summary>Rings once after each change.</summary>
    private sealed class SchedulerTimer(TestScheduler scheduler, Action ring) : ITimer
    {
        private Cancelable? _pending;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Dispose();
            if (dueTime == Timeout.InfiniteTimeSpan) return true;
            _pending = new Cancelable(scheduler.Advanced);
            scheduler.Advanced.ScheduleOnce(dueTime, ring, _pending);
            return true;
        }

        public void Dispose() => _pending?.Cancel();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
