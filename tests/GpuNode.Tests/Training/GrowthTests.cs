using Distillery.Shared.Configuration;
using Distillery.Torch;

namespace Distillery.GpuNode.Tests.Training;

/// <summary>A run of any length lives in the memory of its first steps.</summary>
[Collection(AloneCollection.Name)]
public sealed class GrowthTests : IDisposable
{
    private readonly TestRun _run = new();
    private readonly SortedDictionary<long, Figures> _figures = [];

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
            Checkpoint = config.Checkpoint with { EverySteps = 250 },
        };

        _run.Execute(config, new TestObserver { OnStep = Measure }, workerCount: 1);

        Assert.Equal(_figures[10].Tensors, _figures[1000].Tensors);
        Assert.Equal(_figures[10].TensorBytes, _figures[1000].TensorBytes);
        // What the system has given the process grows in steps of its own; a leak of one batch a step would be 11 MiB here.
        double growth = (double)_figures[1000].ResidentBytes / _figures[300].ResidentBytes;
        Assert.True(growth < 1.02, $"resident memory grew by the factor {growth:F4} over 700 steps");
    }

    private void Measure(long step)
    {
        if (step is not (10 or 300 or 1000)) return;
        // Aggressive: .NET gives back what it keeps for later, which is not held by anything.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _figures[step] = new Figures(Tensor.LiveCount, HostMemory.Current.LiveBytes, ResidentBytes());
    }

    private static long ResidentBytes()
    {
        string line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]);
    }

    private sealed record Figures(long Tensors, long TensorBytes, long ResidentBytes);
}
