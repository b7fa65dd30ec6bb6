using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Distillery.GpuNode.Optimizers;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Tests.Data;
using Distillery.GpuNode.Tests.Parameters;
using Distillery.GpuNode.Training;
using Distillery.GpuNode.Weights;
using Distillery.GpuNode.Work;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Tests.Work;

public sealed class CheckpointWriterTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // A hang must fail and not last.

    private readonly TemporaryFolder _folder = new();
    private readonly GatedFiles _files = new();
    private readonly BlockingCollection<WorkOutcome> _outcomes = [];
    private readonly TrainingState _state;
    private readonly CheckpointWriter _writer;

    public CheckpointWriterTests()
    {
        _state = new TrainingState(
            TinyWeights.Create([0, 0], [0]), new Sgd(2, momentum: 0, nesterov: false, weightDecay: 0, Devices.Cpu), null);
        _writer = new CheckpointWriter(
            CheckpointsPath, "node", _state, _outcomes.Add, failure => Assert.Fail(failure.Message), _files);
    }

    private string CheckpointsPath => _folder.File("checkpoints");

    public void Dispose()
    {
        _files.Permit(10);
        _writer.Dispose();
        _state.Dispose();
        _outcomes.Dispose();
        _files.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_checkpoint_that_is_there_is_told_again_and_not_written_again()
    {
        _files.Permit(1);
        Write(step: 3);
        CheckpointDone first = Next();

        Write(step: 3); // Writing it would wait for ever.

        Assert.Equal(first, Next());
        Assert.Equal(3, ContentOf(first));
    }

    [Fact]
    public void A_checkpoint_on_its_way_is_told_once_it_is_there()
    {
        Write(step: 3);
        _files.WaitUntilBegun();
        Write(step: 3);
        Write(step: 4);
        Write(step: 4);
        Assert.Empty(_outcomes);

        _files.Permit(2);

        Assert.Equal((3, 4), (ContentOf(Next()), ContentOf(Next())));
        _writer.Dispose();
        Assert.Empty(_outcomes);
    }

    [Fact]
    public void The_newest_takes_the_place_of_the_one_that_waits()
    {
        Write(step: 2);
        _files.WaitUntilBegun();
        Write(step: 4);
        Write(step: 6);
        CheckpointDone leftOut = Next();
        Assert.Equal((4, null, false), (leftOut.AppliedSteps, leftOut.Folder, leftOut.Failure!.IsFatal));
        Assert.Contains("checkpoint.every_steps", leftOut.Failure.NextStep, StringComparison.Ordinal);

        _files.Permit(2);

        Assert.Equal((2, 6), (ContentOf(Next()), ContentOf(Next())));
    }

    [Fact]
    public void A_full_disk_is_told_and_the_same_step_is_written_when_it_is_asked_for_again()
    {
        _files.Permit(2);
        _files.IsFull = true;
        Write(step: 3);
        CheckpointDone failed = Next();
        Assert.Equal((3, null, false), (failed.AppliedSteps, failed.Folder, failed.Failure!.IsFatal));
        Assert.Contains("the disk is full", failed.Failure.Problem, StringComparison.Ordinal);
        Assert.Contains("the run goes on", failed.Failure.NextStep, StringComparison.Ordinal);

        _files.IsFull = false;
        Write(step: 3);

        Assert.Equal(3, ContentOf(Next()));
    }

    /// <summary>Writes weights that say the step, and changes them at once.</summary>
    private void Write(long step)
    {
        _state.Weights.Parameters.CopyFrom<float>([step, step]);
        _writer.Write(new RunProgress { Totals = new RunTotals { AppliedSteps = step }, ConfigFingerprint = "" });
        _state.Weights.Parameters.CopyFrom<float>([-1, -1]);
    }

    private CheckpointDone Next()
    {
        Assert.True(_outcomes.TryTake(out WorkOutcome? outcome, Patience), "nothing came");
        return Assert.IsType<CheckpointDone>(outcome);
    }

    /// <summary>The step that the written weights say.</summary>
    private long ContentOf(CheckpointDone done)
    {
        NamedArrays student = SafetensorsFile.Read(
            Path.Combine(CheckpointsPath, done.Folder!, CheckpointFiles.Student));
        float value = MemoryMarshal.Cast<byte, float>(student["a"].Data.Span)[0];
        Assert.Equal(done.AppliedSteps, value);
        return done.AppliedSteps;
    }
}
