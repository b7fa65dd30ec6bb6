using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Training;

/// <summary>A run of any length lives in the memory of its first steps.</summary>
[Collection(AloneCollection.Name)]
public sealed class GrowthTests : IDisposable
{
    private readonly TestRun _run = new();
    private readonly Queue<long> _stepsToMeasure = new([10, 300, 1000]);
    private readonly SortedDictionary<long, Figures> _figures = [];
    private bool _isSettled;

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_thousand_steps_hold_what_ten_held()
    {
        RunConfig config = TestRun.Config("unix", more: "ema_decay: 0.9");
        config = config with
        {
            Train = config.Train with { Batch = 4, Replicas = 1, Steps = 1001, ClipNorm = 1 },
            Methods = [config.Methods[0] with { Keep = 3, Midpoint = 2 }],
            Evaluate = config.Evaluate with { EveryEpochs = 10 },
            Checkpoint = config.Checkpoint with { EverySteps = 190 },
        };

        TestObserver observer = null!;
        observer = new TestObserver { HoldsAt = _stepsToMeasure.Peek(), OnIdle = () => MeasureOnceSettled(observer) };
        _run.Execute(config, observer, cores: 1);

        Assert.Equal(_figures[10].Tensors, _figures[1000].Tensors);
        // Resident memory of a process that many tests share also moves by itself: tests/Cli.Tests has a process of its own.
        double growth = (double)_figures[1000].ManagedBytes / _figures[300].ManagedBytes;
        Assert.True(growth < 1.02, $"live managed memory grew by the factor {growth:F4} over 700 steps");
    }

    /// <summary>At the first sign of life the node still holds the records that it hears to be on the disk; by the second one
    /// it has dropped them.</summary>
    private void MeasureOnceSettled(TestObserver observer)
    {
        _isSettled = !_isSettled;
        if (_isSettled) return;
        observer.Steps.Clear(); // What the observer remembers is the test's growth, not the run's.
        observer.Evaluations.Clear();
        observer.Events.Clear();
        _figures[_stepsToMeasure.Dequeue()] = Measure();
        observer.HoldsAt = _stepsToMeasure.TryPeek(out long next) ? next : long.MaxValue;
    }

    private static Figures Measure()
    {
        // Aggressive: .NET gives back what it keeps for later, which is not held by anything.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return new Figures(Tensor.TotalCount, GC.GetTotalMemory(forceFullCollection: true));
    }

    private sealed record Figures(long Tensors, long ManagedBytes);
}
