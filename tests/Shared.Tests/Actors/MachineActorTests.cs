using Akka.Actor;
using Distillery.Shared.Actors;
using Distillery.Shared.Cluster;

namespace Distillery.Shared.Tests.Actors;

public sealed class MachineActorTests : ActorTest
{
    [Fact]
    public void Time_passes_in_ticks_from_the_beginning()
    {
        Start();
        ExpectMsg(0L);
        Pass(TimeSpan.FromMilliseconds(20));
        ExpectMsg(20L);
        Pass(TimeSpan.FromMilliseconds(20));
        ExpectMsg(40L);
    }

    [Fact]
    public void A_failure_is_told_once_and_ends_the_actor()
    {
        IActorRef actor = Start();
        ExpectMsg(0L);
        Watch(actor);
        actor.Tell(new InvalidOperationException("broken"));
        actor.Tell(new InvalidOperationException("broken again"));
        Assert.Equal("broken", ExpectMsg<InvalidOperationException>().Message);
        ExpectTerminated(actor);
        ExpectNoMsg(0);
    }

    [Fact]
    public void A_failure_of_a_child_ends_its_parent()
    {
        IActorRef actor = Start();
        ExpectMsg(0L);
        Watch(actor);
        actor.Tell("a child");
        ActorSelection child = Sys.ActorSelection($"{actor.Path}/child");
        child.Tell(new InvalidOperationException("the child's"));
        Assert.Equal("the child's", ExpectMsg<InvalidOperationException>().Message);
        ExpectTerminated(actor);
    }

    private IActorRef Start() => Sys.ActorOf(Props.Create(() => new Machine(TestActor, Time)).WithDispatcher(ActorDispatchers.Control));

    private sealed class Machine(IActorRef test, TimeProvider time) : MachineActor(time)
    {
        protected override bool TryHandle(object message)
        {
            if (message is Exception failure) throw failure;
            Context.ActorOf(Props.Create<Child>().WithDispatcher(ActorDispatchers.Control), "child");
            return true;
        }

        protected override void Tick(long milliseconds) => test.Tell(milliseconds);

        protected override void TellBroken(Exception failure) => test.Tell(failure);
    }

    private sealed class Child : UntypedActor
    {
        protected override void OnReceive(object message) => throw (Exception)message;
    }
}
