using Distillery.Coordinator.Record;
using Distillery.Messages;
using Distillery.Shared;
using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Tests.Record;

public sealed class CoordinatorFolderTests : IDisposable
{
    private readonly TemporaryFolder _parent = new();

    public void Dispose() => _parent.Dispose();

    [Fact]
    public void A_fresh_folder_has_the_first_term_and_a_name_that_stays()
    {
        string runId;
        using (CoordinatorFolder first = Open())
        {
            runId = first.RunId;
            Assert.Equal((1L, 0L, 0L, 0L), (first.Past.Term, first.Past.GenerationNumber, first.Past.DurableSteps, first.Past.CheckpointSteps));
            Assert.Empty(first.Past.Members);
        }
        using CoordinatorFolder second = Open();
        Assert.Equal((2L, runId, 16), (second.Past.Term, second.RunId, runId.Length));
    }

    [Fact]
    public void What_a_coordinator_remembers_the_next_one_finds()
    {
        RunShape shape = TestStudy.Shape();
        using (CoordinatorFolder first = Open())
        {
            first.Describe(TestStudy.Facts());
            first.Remember(7, [new NodeId("b"), new NodeId("a")]);
            first.RememberLoss(1, 2.5);
            foreach (StepEntry entry in new EntryMaker(shape, 0, new ManualTime()).Make(TestStudy.Records(shape, 0, 4)))
                first.Steps.Append(entry);
            string checkpoints = first.Run.CheckpointsPath;
            CheckpointPart[] parts = [new("state.json", stream => stream.WriteByte(1))];
            new CheckpointStore(checkpoints, 2, Assert.Fail).Publish(
                2, PendingCheckpoint.Write(checkpoints, 2, "node", parts));
        }
        using CoordinatorFolder second = Open();
        Assert.Equal((2L, 7L, 4L, 2L), (second.Past.Term, second.Past.GenerationNumber, second.Past.DurableSteps, second.Past.CheckpointSteps));
        Assert.Equal([new NodeId("b"), new NodeId("a")], second.Past.Members);
        Assert.Equal(TestStudy.Facts(), second.Facts);
        Assert.Equal((7L, 1L, 2.5), (second.History.Generations, second.History.Losses, Assert.Single(second.History.RecoverySeconds)));
    }

    [Fact]
    public void A_second_coordinator_is_refused_with_the_process_that_holds_the_folder()
    {
        using CoordinatorFolder first = Open();
        UserErrorException error = Assert.Throws<UserErrorException>(Open);
        Assert.Contains($"in use by process {Environment.ProcessId} on ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_data_are_refused_once_steps_were_taken()
    {
        RunShape shape = TestStudy.Shape();
        using CoordinatorFolder folder = Open();
        folder.Describe(TestStudy.Facts(5));
        folder.Describe(TestStudy.Facts());
        folder.Steps.Append(new EntryMaker(shape, 0, new ManualTime()).Make(TestStudy.Records(shape, 0, 1))[0]);
        folder.Describe(TestStudy.Facts() with { TeacherTop1 = 0.26 });

        UserErrorException error = Assert.Throws<UserErrorException>(
            () => folder.Describe(TestStudy.Facts() with { TrainingSamples = 70 }));
        Assert.Contains("data or networks have changed", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"format\":\"another\",\"version\":1,\"run_id\":\"a\",\"started_at\":\"2026-01-01T00:00:00Z\"}")]
    [InlineData("{\"format\":\"distillery coordinator\",\"version\":2,\"run_id\":\"a\",\"started_at\":\"2026-01-01T00:00:00Z\"}")]
    public void A_file_that_no_coordinator_wrote_is_refused_with_what_to_do(string content)
    {
        using (Open())
        {
        }
        File.WriteAllText(_parent.At("run", "coordinator.json"), content);
        UserErrorException error = Assert.Throws<UserErrorException>(Open);
        Assert.Contains("coordinator.json is not what a coordinator writes", error.Message, StringComparison.Ordinal);
        Assert.Contains("remove that file", error.NextStep, StringComparison.Ordinal);
    }

    private CoordinatorFolder Open() => CoordinatorFolder.Open(_parent.At("run"), new ManualTime(), Assert.Fail);
}
