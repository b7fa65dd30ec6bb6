using System.Collections.Concurrent;
using Distillery.GpuNode.Data;

namespace Distillery.GpuNode.Tests.Data;

/// <summary>Records which images are prepared, and can block or fail at one of them.</summary>
internal sealed class GatedImages(IPreparedImages source) : IPreparedImages
{
    private readonly ConcurrentQueue<int> _reads = new();

    public string Name => source.Name;

    public int Count => source.Count;

    public ImageShape Shape => source.Shape;

    public int ClassCount => source.ClassCount;

    public Normalization Normalization => source.Normalization;

    public void Each(int count, Action<int> prepare, CancellationToken stop) => source.Each(count, prepare, stop);

    /// <summary>The read, counted from 0, that waits for <see cref="Release"/>; none if negative.</summary>
    internal int BlockAtRead { get; set; } = -1;

    /// <summary>The image that cannot be read; none if negative.</summary>
    internal int FailAt { get; init; } = -1;

    /// <summary>The first read at which <see cref="FailAt"/> fails.</summary>
    internal int FailFromRead { get; init; }

    internal ManualResetEventSlim Blocked { get; } = new();

    internal ManualResetEventSlim Release { get; } = new();

    internal int ReadCount => _reads.Count;

    internal int[] Reads => [.. _reads];

    public PreparedImage Train(int sample, long seed, int epoch, Span<byte> destination)
    {
        Pass(sample);
        PreparedImage prepared = source.Train(sample, seed, epoch, destination);
        _reads.Enqueue(sample);
        return prepared;
    }

    public PreparedImage Evaluate(int sample, Span<byte> destination)
    {
        Pass(sample);
        PreparedImage prepared = source.Evaluate(sample, destination);
        _reads.Enqueue(sample);
        return prepared;
    }

    private void Pass(int sample)
    {
        int read = _reads.Count;
        if (read == BlockAtRead)
        {
            Blocked.Set();
            Release.Wait();
        }
        if (sample == FailAt && read >= FailFromRead) throw new IOException($"image {sample} is unreadable");
    }
}
