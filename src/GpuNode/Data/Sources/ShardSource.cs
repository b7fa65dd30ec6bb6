using Distillery.GpuNode.Data.Augmentation;
using Distillery.GpuNode.Data.Codecs;
using Distillery.Shared;
using Distillery.Shared.Configuration;
using Microsoft.Win32.SafeHandles;

namespace Distillery.GpuNode.Data.Sources;

/// <summary>Images in shards, read by position: a sample costs one read, and nothing before it is looked at.</summary>
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
    /// <param name="classes">How the shards number them.</param>
    /// <exception cref="UserErrorException">Shards are missing or damaged, have no samples, or a label is out of
    /// range.</exception>
    public static ShardSource Open(string folder, string pattern, DataFormat format, string cacheFolder, ClassRange classes)
    {
        IReadOnlyList<string> shards = ShardNames.Find(folder, pattern);
        ShardIndex[] indices = ShardCatalog.Open(shards, format, cacheFolder);
        if (indices.All(index => index.Count == 0))
        {
            throw new UserErrorException(
                $"the {shards.Count} shards {pattern} in {folder} have no samples",
                "Check data.format and the files. In tar files a sample is an image (.jpg, .jpeg or .png) with a class (.cls or .json) of the same name.");
        }
        int classCount = CountClasses(shards, indices, classes);
        return new ShardSource(
            Path.Combine(Path.GetFileName(folder), pattern), shards, [.. indices.Select(index => From(index, classes.First))], classCount);
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
        ShardIndex index = _indices[shard];
        int rawWidth = index.RawWidths.Length == 0 ? 0 : index.RawWidths[within];
        ReadOnlySpan<byte> head = rawWidth == 0 ? [] : RawPixels.HeadOf(rawWidth, index.Lengths[within]);
        Span<byte> bytes = buffer.Reserve(head.Length + index.Lengths[within]);
        head.CopyTo(bytes);
        SafeFileHandle file = _open.Rent(shard);
        try
        {
            StoredBytes.ReadExactly(file, bytes[head.Length..], index.Offsets[within], _shards[shard]);
        }
        finally
        {
            _open.Return(shard);
        }
        return bytes;
    }

    /// <inheritdoc/>
    public void Dispose() => _open.Dispose();

    private static int CountClasses(IReadOnlyList<string> shards, ShardIndex[] indices, ClassRange classes)
    {
        (int smallest, int largest) = (indices.Min(index => index.Labels.DefaultIfEmpty(int.MaxValue).Min()),
            indices.Max(index => index.Labels.DefaultIfEmpty().Max()));
        if (smallest < classes.First) throw Outside(smallest, "Set data.first_class to 0.");
        if (classes.Count is { } stated && largest - classes.First >= stated)
        {
            throw Outside(
                largest, "Set data.classes to the number of classes and data.first_class to the first one's number, or use shards of the same data set "
                + "for both splits.");
        }
        return classes.Count ?? (largest - classes.First + 1);

        UserErrorException Outside(int label, string next)
        {
            string shard = shards[Array.FindIndex(indices, index => index.Labels.Contains(label))];
            string last = classes.Count is { } count ? $"{classes.First + count - 1}" : "…";
            return new UserErrorException($"the shard {shard} has the class {label}, where {classes.First} to {last} are expected", next);
        }
    }

    private static ShardIndex From(ShardIndex index, int firstClass) =>
        firstClass == 0 ? index : index with { Labels = Array.ConvertAll(index.Labels, label => label - firstClass) };

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
