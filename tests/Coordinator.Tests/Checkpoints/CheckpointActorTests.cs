using Akka.Actor;
using Distillery.Coordinator.Checkpoints;
using Distillery.Coordinator.Tests.Record;
using Distillery.Shared.Runs;
using Distillery.Shared.Tests.Actors;

namespace Distillery.Coordinator.Tests.Checkpoints;

public sealed class CheckpointActorTests : ActorTest
{
    private readonly TemporaryFolder _folder = new();

    protected override void AfterAll()
    {
        base.AfterAll();
        _folder.Dispose();
    }

    [Fact]
    public void A_folder_that_is_no_checkpoint_is_told_to_the_parent_with_the_reason()
    {
        CheckpointStore store = new(_folder.At("checkpoints"), 2, _ => { });
        IActorRef actor = Made(ChildActorOf(CheckpointActor.Props(store, _folder.At("checkpoints"))));
        actor.Tell(new PublishCheckpoint(3, "nothing"));
        CheckpointNotPublished answer = ExpectMsg<CheckpointNotPublished>();
        Assert.Equal(3, answer.Step);
        Assert.NotEmpty(answer.Problem);
    }
}
