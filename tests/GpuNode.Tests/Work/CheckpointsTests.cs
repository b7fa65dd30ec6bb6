using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Tests.Training;
using Distillery.Messages.Generations;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Tests.Work;

public sealed class CheckpointsTests : IDisposable
{
    private readonly RunConfig _config;
    private readonly WorkCluster _cluster;

    public CheckpointsTests()
    {
        _config = TestRun.Config("unix", more: "ema_decay: 0.9");
        _cluster = new WorkCluster(_config, new RankSpan(0, 1), new RankSpan(1, 1));
        _cluster.Start();
    }

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public void A_checkpoint_restores_the_state_and_the_totals_that_it_was_written_at()
    {
        _cluster.Run(untilStep: 5);
        ulong state = _cluster[0].StateHash;
        byte[] header = _cluster[0].Work.StatePieces()[0].Bytes.ToArray();
        _cluster[0].Work.WriteCheckpoint(5);
        _cluster.Run(untilStep: 7); // Writing does not keep training from going on, nor the other way round.
        CheckpointDone done = _cluster[0].WaitFor<CheckpointDone>();
        Assert.Null(done.Failure);

        _cluster.Store.Publish(5, done.Folder!);

        using WorkNode restored = _cluster.CreateNode();
        StateInstalled installed = restored.Restore(5);
        Assert.Equal((5, state), (installed.AppliedSteps, installed.StateHash));
        Assert.Equal(header, restored.Work.StatePieces()[0].Bytes.ToArray());
    }

    [Fact]
    public void A_checkpoint_after_the_closing_step_is_one_of_the_last_step()
    {
        _cluster.Run();
        _cluster[0].Work.WriteCheckpoint(_cluster[0].Plan.TotalSteps);
        CheckpointDone done = _cluster[0].WaitFor<CheckpointDone>();
        _cluster.Store.Publish(9, done.Folder!);
        using WorkNode restored = _cluster.CreateNode();
        Assert.Equal((9, _cluster[0].StateHash), (restored.Restore(9).AppliedSteps, restored.StateHash));
    }

    [Fact]
    public void A_run_on_one_node_goes_on_from_a_checkpoint_that_several_have_trained()
    {
        using TestRun whole = new();
        string? expected = whole.Execute(_config).WeightsSha256;
        _cluster.Run(untilStep: 4);
        _cluster[0].Work.WriteCheckpoint(4);
        string folder = _cluster[0].WaitFor<CheckpointDone>().Folder!;

        using TestRun resumed = new();
        resumed.Execute(_config, new TestObserver { StopAfter = 4 });
        string checkpoints = RunFolder.CheckpointsPathIn(resumed.Path);
        Directory.Delete(checkpoints, recursive: true);
        Directory.Move(_cluster.CheckpointsPath, checkpoints);
        new CheckpointStore(checkpoints, 2, _ => { }).Publish(4, folder);

        Assert.Equal(expected, resumed.Execute(_config).WeightsSha256);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_told_and_loses_nothing()
    {
        _cluster.Run(untilStep: 2);
        Directory.CreateDirectory(Path.GetDirectoryName(_cluster.CheckpointsPath)!);
        File.WriteAllText(_cluster.CheckpointsPath, "in the way");
        _cluster[0].Work.WriteCheckpoint(2);
        CheckpointDone done = _cluster[0].WaitFor<CheckpointDone>();
        Assert.Null(done.Folder);
        Assert.False(done.Failure!.IsFatal);
        Assert.NotEmpty(done.Failure.NextStep);

        File.Delete(_cluster.CheckpointsPath);
        _cluster.Run(untilStep: 3);
        _cluster[0].Work.WriteCheckpoint(3);
        _cluster.Store.Publish(3, _cluster[0].WaitFor<CheckpointDone>().Folder!);
    }

    [Fact]
    public void A_checkpoint_that_is_missing_is_told()
    {
        _cluster[0].Work.Restore(1, 77);
        WorkBroken broken = _cluster[0].WaitFor<WorkBroken>();
        Assert.Contains("step-00000077", broken.Failure.Problem, StringComparison.Ordinal);
    }
}
