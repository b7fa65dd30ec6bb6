using System.Collections.Concurrent;
using Distillery.GpuNode.Data;

namespace Distillery.GpuNode.Tests.Data;

/// <summary>Records which images are read, and can block or fail at one of them.</summary>
internal sealed class GatedDataset(IImageDataset source) : IImageDataset
{
    private readonly ConcurrentQueue<int> _reads = new();

    public string Name => source.Name;

    public int Count => source.Count;

    public ImageShape Shape => source.Shape;

    public int ClassCount => source.ClassCount;

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

    public int Label(int index) => source.Label(index);

    public void ReadImage(int index, Span<byte> destination)
    {
        int read = _reads.Count;
        if (read == BlockAtRead)
        {
            Blocked.Set();
            Release.Wait();
        }
        if (index == FailAt && read >= FailFromRead) throw new IOException($"image {index} is unreadable");
        source.ReadImage(index, destination);
        _reads.Enqueue(index);
    }
}
