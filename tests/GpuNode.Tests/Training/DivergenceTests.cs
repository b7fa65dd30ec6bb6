using Distillery.GpuNode.Training;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Tests.Training;

public sealed class DivergenceTests : IDisposable
{
    private readonly TestRun _run = new();
    private readonly RunConfig _sound = TestRun.Config("supervised");

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_diverging_run_fails_and_the_checkpoint_before_is_whole()
    {
        string checksum = _run.Execute(_sound, new TestObserver { StopAfter = 4 }).WeightsSha256!;

        // Step 5 makes the weights huge, and step 6 finds that the loss is not a number.
        RunFailedException error = Assert.Throws<RunFailedException>(() => _run.Execute(Huge));

        Assert.Contains("diverged", error.Message, StringComparison.Ordinal);
        Assert.Contains("learning_rate", error.NextStep, StringComparison.Ordinal);
        Assert.Equal((RunStatus.Failed, 5L), (Summary.Status, Summary.Steps));
        Assert.Equal(4, _run.Checkpoint.Step);
        Assert.Equal(5, MetricsLog.ReadAll(_run.MetricsPath)[^1].Step);
        RunSummary again = _run.Execute(_sound, new TestObserver { StopAfter = 5 });
        Assert.NotEqual(checksum, again.WeightsSha256);
        AssertEndsLikeASoundRun();
    }

    [Fact]
    public void Weights_that_are_not_finite_never_reach_a_checkpoint()
    {
        _run.Execute(_sound, new TestObserver { StopAfter = 5 });

        // Step 6 would write a checkpoint, and its own loss is still a number.
        Assert.Throws<RunFailedException>(() => _run.Execute(Overflowing));

        Assert.Equal((RunStatus.Failed, 6L), (Summary.Status, Summary.Steps));
        Assert.Equal(5, _run.Checkpoint.Step);
        AssertEndsLikeASoundRun();
    }

    [Fact]
    public void A_run_whose_last_step_diverges_is_not_completed()
    {
        _run.Execute(_sound, new TestObserver { StopAfter = 8 });
        Assert.Throws<RunFailedException>(() => _run.Execute(Overflowing));
        Assert.Equal((RunStatus.Failed, 9L), (Summary.Status, Summary.Steps));
        Assert.Equal(8, _run.Checkpoint.Step);
    }

    private RunSummary Summary => RunSummary.Read(_run.SummaryPath);

    private RunConfig Huge => With(_sound.Train.Optimizer with { LearningRate = 1e25 });

    // One step takes a weight of 1e-4 beyond the largest single.
    private RunConfig Overflowing => With(_sound.Train.Optimizer with { LearningRate = 1e6, WeightDecay = 1e38 });

    private RunConfig With(OptimizerConfig optimizer) => _sound with { Train = _sound.Train with { Optimizer = optimizer } };

    private void AssertEndsLikeASoundRun()
    {
        using TestRun other = new();
        TrainingRunTests.AssertSameResult(other.Execute(_sound), _run.Execute(_sound));
    }
}
