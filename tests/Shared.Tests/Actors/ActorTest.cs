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

    protected ActorTest() : base(ConfigurationFactory.ParseString(Settings))
    {
    }

    /// <summary>Lets time pass.</summary>
    protected void Pass(TimeSpan time)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += Step) ((TestScheduler)Sys.Scheduler).Advance(Step);
    }
}
