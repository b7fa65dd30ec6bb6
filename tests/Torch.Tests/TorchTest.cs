using Distillery.Torch;

// Native tensors and the allocator's figures are counted for the whole process, so tests run one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Distillery.Torch.Tests;

/// <summary>A test after which exactly as many native tensors are alive as before, with no help from the collector.
/// </summary>
public abstract class TorchTest : IDisposable
{
    private readonly long _liveBefore;

    static TorchTest() => TorchRuntime.Initialize(deterministic: false);

    protected TorchTest()
    {
        CollectGarbage();
        _liveBefore = Tensor.LiveCount;
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Assert.Equal(_liveBefore, Tensor.LiveCount);
    }

    protected static void CollectGarbage()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    /// <summary>0, step, 2 · step, and so on, row-major.</summary>
    protected static Tensor Ramp(double step, params long[] shape)
    {
        float[] values = new float[shape.Aggregate(1L, (product, extent) => product * extent)];
        for (int i = 0; i < values.Length; i++) values[i] = (float)(i * step);
        return Tensor.From<float>(values, shape);
    }

    /// <summary>Values between −1 and 1 that look irregular, the same in every run and language.</summary>
    protected static Tensor Pattern(int salt, params long[] shape)
    {
        float[] values = new float[shape.Aggregate(1L, (product, extent) => product * extent)];
        for (int i = 0; i < values.Length; i++) values[i] = ((i * 31 + salt) % 17 - 8) / 8f;
        return Tensor.From<float>(values, shape);
    }

    protected static void AssertContains(string expected, Exception error) =>
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);

    protected static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(MathF.Abs(expected[i] - actual[i]) <= tolerance, $"entry {i}: {expected[i]} and {actual[i]}");
    }
}
