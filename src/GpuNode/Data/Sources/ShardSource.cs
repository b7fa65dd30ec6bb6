using Distillery.GpuNode.Data.Augmentation;
using Distillery.Shared;
using Microsoft.Win32.SafeHandles;

namespace Distillery.GpuNode.Data.Sources;

/// <summary>Images in tar files, read by position: a sample costs one read, and nothing before it is looked at.</summary>
/// <remarks>In memory a sample takes 16 bytes, so 1.28 million are 20 MB.</remarks>
public sealed class ShardSource : ISampleSource
{
    private readonly IReadOnlyList<string> _shards;
    private readonly ShardIndex[] _indices;
    private readonly int[] _firstSamples; // by shard
    private readonly OpenShards _open;

    private ShardSource(string name, IReadOnlyList<string> shards, ShardIndex[] indices, int classCount)
    {
        (Name, _shards, _indices, ClassCount) = (name, shards, indices, classCount);
        ShardCounts = [.. indices.Select(index => index.Count)];
        _firstSamples = new int[shards.Count];
        for (int shard = 1; shard < shards.Count; shard++)
            _firstSamples[shard] = checked(_firstSamples[shard - 1] + indices[shard - 1].Count);
        Count = checked(_firstSamples[^1] + indices[^1].Count);
        _open = new OpenShards(shards);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int ClassCount { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => [];

    /// <inheritdoc/>
    public IReadOnlyList<int> ShardCounts { get; }

    /// <summary>The shards' paths.</summary>
    public IReadOnlyList<string> Shards => _shards;

    /// <param name="folder">Where relative patterns start.</param>
    /// <param name="pattern">As <see cref="ShardNames"/> takes it.</param>
    /// <param name="cacheFolder">For the indices of shards whose own folder cannot be written.</param>
    /// <param name="classCount">Labels must be below it; null for one more than the largest label.</param>
    /// <exception cref="UserErrorException">Shards are missing or damaged, have no samples, or a label is out of
    /// range.</exception>
    public static ShardSource Open(string folder, string pattern, string cacheFolder, int? classCount)
    {
        IReadOnlyList<string> shards = ShardNames.Find(folder, pattern);
        ShardIndex[] indices = ShardCatalog.Open(shards, cacheFolder);
        if (indices.All(index => index.Count == 0))
        {
            throw new UserErrorException(
                $"the {shards.Count} shards {pattern} in {folder} have no samples",
                "A sample is an image (.jpg, .jpeg or .png) with a class (.cls or .json) of the same name.");
        }
        int largest = indices.Max(index => index.Count == 0 ? 0 : index.Labels.Max());
        if (classCount is { } stated && largest >= stated)
        {
            int shard = Array.FindIndex(indices, index => index.Labels.Contains(largest));
            throw new UserErrorException(
                $"the shard {shards[shard]} has the class {largest}, where 0 to {stated - 1} are expected",
                "Set data.classes to the number of classes, or use shards of the same data set for both splits.");
        }
        return new ShardSource(Path.Combine(Path.GetFileName(folder), pattern), shards, indices, classCount ?? (largest + 1));
    }

    /// <inheritdoc/>
    public int Label(int sample)
    {
        (int shard, int within) = Locate(sample);
        return _indices[shard].Labels[within];
    }

    /// <inheritdoc/>
    public string NameOf(int sample)
    {
        (int shard, int within) = Locate(sample);
        return $"{_shards[shard]}, image {within} at byte {_indices[shard].Offsets[within]}";
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Read(int sample, EncodedBuffer buffer)
    {
        (int shard, int within) = Locate(sample);
        Span<byte> bytes = buffer.Reserve(_indices[shard].Lengths[within]);
        SafeFileHandle file = _open.Rent(shard);
        try
        {
            StoredBytes.ReadExactly(file, bytes, _indices[shard].Offsets[within], _shards[shard]);
        }
        finally
        {
            _open.Return(shard);
        }
        return bytes;
    }

    /// <inheritdoc/>
    public void Dispose() => _open.Dispose();

    private (int Shard, int Within) Locate(int sample)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sample);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sample, Count);
        int shard = Array.BinarySearch(_firstSamples, sample);
        if (shard < 0) shard = ~shard - 1;
        while (_indices[shard].Count == 0 || sample - _firstSamples[shard] >= _indices[shard].Count) shard++; // Empty shards share a number.
        return (shard, sample - _firstSamples[shard]);
    }
}
