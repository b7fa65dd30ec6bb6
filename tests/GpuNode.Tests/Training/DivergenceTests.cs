using Distillery.Coordinator.Record;
using Distillery.Coordinator.Protocol;
using Distillery.Messages.Membership;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Tests.Training;

public sealed class DivergenceTests : IDisposable
{
    private const float Huge = 3e38f; // The largest single is 3.4e38.

    private readonly TestRun _run = new();
    private readonly RunConfig _sound = TestRun.Config("supervised");

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Steps_without_a_finite_average_are_skipped_and_the_run_goes_on()
    {
        RunConfig config = WithLimit(_sound, 3);
        TestObserver observer = new() { SpoiledSteps = [2, 3, 5, 6] };
        RunSummary summary = _run.Execute(config, observer);

        Assert.Equal((RunStatus.Completed, 9L), (summary.Status, summary.Steps));
        Assert.Equal(
            [2, 3, 5, 6],
            from happened in observer.Events
            where happened.Kind == ClusterEventKind.StepSkipped
            select long.Parse(happened.Text.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
        using TestRun other = new();
        Assert.NotEqual(other.Execute(config).WeightsSha256, summary.WeightsSha256);
    }

    [Fact]
    public void As_many_in_a_row_as_the_limit_says_end_the_run()
    {
        RunEnd end = _run.Start(WithLimit(_sound, 3), new TestObserver { SpoiledSteps = [2, 3, 5, 6, 7] });

        AssertDiverged(end);
        Assert.Contains("3 steps in a row, up to step 7,", end.Outcome.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_diverged_goes_on_from_the_checkpoint_before()
    {
        RunConfig sound = WithLimit(_sound, 1);
        string checksum = _run.Execute(sound, new TestObserver { StopAfter = 4 }).WeightsSha256!;

        // Step 4 makes the weights huge, and step 5 finds that the loss is not a number.
        AssertDiverged(_run.Start(sound, new TestObserver { SpoiledSteps = [4], SpoiledBy = Huge }));

        Assert.Equal(4, _run.Checkpoint!.Step);
        RunSummary again = _run.Execute(sound, new TestObserver { StopAfter = 5 });
        Assert.NotEqual(checksum, again.WeightsSha256);
        AssertEndsLikeASoundRun();
    }

    [Theory]
    [InlineData(5)] // The next step would write a checkpoint.
    [InlineData(8)] // The next step is the last one.
    public void Weights_that_are_not_finite_never_reach_a_checkpoint(long soundSteps)
    {
        _run.Execute(_sound, new TestObserver { StopAfter = soundSteps });

        // The average is finite, but not its product with this learning rate.
        OptimizerConfig optimizer = _sound.Train.Optimizer with { LearningRate = 1000 };
        RunEnd end = _run.Start(
            _sound with { Train = _sound.Train with { Optimizer = optimizer } },
            new TestObserver { SpoiledSteps = [soundSteps], SpoiledBy = Huge });

        AssertDiverged(end);
        Assert.Contains(
            $"a weight after step {soundSteps + 1} is not a finite number", end.Outcome.Text, StringComparison.Ordinal);
        Assert.Equal(soundSteps, _run.Checkpoint!.Step);
        AssertEndsLikeASoundRun();
    }

    private static RunConfig WithLimit(RunConfig config, int skippedSteps) =>
        config with { Train = config.Train with { SkippedStepsLimit = skippedSteps } };

    private void AssertDiverged(RunEnd end)
    {
        Assert.Equal((DismissReason.Failed, RunStatus.Failed), (end.Outcome.Reason, end.Summary.Status));
        Assert.Equal(RunStatus.Failed, RunSummary.Read(_run.SummaryPath).Status);
        Assert.Contains("diverged", end.Outcome.Text, StringComparison.Ordinal);
        Assert.Contains("learning_rate", end.Outcome.NextStep, StringComparison.Ordinal);
    }

    private void AssertEndsLikeASoundRun()
    {
        using TestRun other = new();
        WholeRunTests.AssertSameResult(other.Execute(_sound), _run.Execute(_sound));
    }
}
