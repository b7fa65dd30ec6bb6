using Distillery.GpuNode.Averaging;
using Distillery.GpuNode.Evaluation;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Student;
using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Teacher.Asking;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Tests.Student;
using Distillery.GpuNode.Tests.Training;
using Distillery.GpuNode.Training;
using Distillery.Shared.Configuration;
using Distillery.Shared.Plans;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Tests.Tensors;

/// <summary>A finalizer of TorchSharp may free a tensor or a number while native code computes with it. What a scope or a field holds has
/// none to fear: so everything is held.</summary>
[Collection(AloneCollection.Name)]
public sealed class ScopeSafetyTests : SingleThreadedTorch
{
    [Theory]
    [InlineData("unix", "sgd", "clip_norm: 0.5")]
    [InlineData("kd", "adamw", "ema_decay: 0.8")]
    public void Steps_and_evaluations_make_no_tensor_outside_of_a_scope(string method, string optimizer, string more)
    {
        RunConfig config = TestRun.Config(method, optimizer, more);
        using RunInputs inputs = SyntheticData.Inputs(config);
        using TrainingState state = StudentFactory.CreateState(config, inputs.Data, Devices.Cpu);
        using StudentReplica replica = StudentFactory.CreateReplica(
            config, inputs.Data, new LocalAnswers(inputs.Teacher!), state.Weights, TimeProvider.System);
        using GpuNode.Data.TrainingBatches batches = new(
            inputs.Data.Training, new SamplePlan(config.Seed, inputs.Data.Training.Count, 1, config.Train.Batch), config.Seed, 0, 0, 2, 1);
        GpuNode.Data.HostBatch batch = batches.Take();
        long before = CreatedOutside();

        for (int step = 0; step < 3; step++)
        {
            replica.Compute(batch);
            state.Apply(GradientAverage.Of([replica.Gradients]), 0.1, config.Train.ClipNorm, 0.1);
        }
        Evaluator.MeasureBatch(batch, inputs.Teacher!.Answer, Devices.Cpu);
        CheckpointFiles.Capture(state, new RunProgress { Totals = new RunTotals(), ConfigFingerprint = config.Fingerprint }, new CopyBuffers());
        Assert.True(state.IsFinite());

        Assert.Equal(before, CreatedOutside());
    }

    [Fact]
    public void A_run_under_constant_collection_has_the_same_bits()
    {
        RunConfig config = TestRun.Config("unix", "adamw", "ema_decay: 0.8");
        string? expected = WeightsOf(config);
        using CancellationTokenSource end = new();
        Thread collector = new(() =>
        {
            for (int round = 0; !end.IsCancellationRequested; round++)
            {
                GC.Collect(round % 4 == 0 ? 2 : 0);
                GC.WaitForPendingFinalizers();
            }
        });
        collector.Start();
        string? found = WeightsOf(config);
        end.Cancel();
        collector.Join();
        Assert.Equal(expected, found);
    }

    private static string? WeightsOf(RunConfig config)
    {
        using TestRun run = new();
        return run.Execute(config).WeightsSha256;
    }

    private static long CreatedOutside() => DisposeScopeManager.Statistics.TensorStatistics.CreatedOutsideScopeCount;
}
