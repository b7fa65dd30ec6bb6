using System.Collections.Concurrent;
using Distillery.GpuNode.Data.Augmentation;
using Distillery.GpuNode.Data.Sources;
using Distillery.Shared;
using Distillery.Shared.Seeds;

namespace Distillery.GpuNode.Data;

/// <summary>Images that are read from files and decoded when they are wanted.</summary>
/// <remarks>An image that cannot be decoded is replaced by the one with the next number, after the last by the first, and so on
/// until one is healthy: a rule that needs to know nothing but the data, so that every node and every resumed run replaces alike.
/// The replacement is augmented as itself and brings its own label.</remarks>
public sealed class EncodedImages : IPreparedImages, IDisposable
{
    /// <summary>So many damaged images in a row are no accident: these are not the images that the person
    /// means.</summary>
    public const int MostDamagedInARow = 100;

    private readonly EncodedPipeline _pipeline;
    private readonly PreparationPool _pool;
    private readonly ConcurrentBag<ImageWorkspace> _idle = [];

    /// <summary>Takes over the source; the pool is shared and stays its maker's.</summary>
    public EncodedImages(ISampleSource source, EncodedPipeline pipeline, PreparationPool pool) =>
        (Source, _pipeline, _pool) = (source, pipeline, pool);

    /// <summary>Where the images come from.</summary>
    public ISampleSource Source { get; }

    /// <inheritdoc/>
    public string Name => Source.Name;

    /// <inheritdoc/>
    public int Count => Source.Count;

    /// <inheritdoc/>
    public int ClassCount => Source.ClassCount;

    /// <inheritdoc/>
    public ImageShape Shape => _pipeline.Shape;

    /// <inheritdoc/>
    public Normalization Normalization => _pipeline.Normalization;

    /// <inheritdoc/>
    public void Each(int count, Action<int> prepare, CancellationToken stop) => _pool.Run(count, prepare, stop);

    /// <inheritdoc/>
    public PreparedImage Train(int sample, long seed, int epoch, Span<byte> destination) =>
        Prepare(sample, (seed, epoch), destination);

    /// <inheritdoc/>
    public PreparedImage Evaluate(int sample, Span<byte> destination) => Prepare(sample, null, destination);

    /// <summary>Ends the decoders. Nobody prepares images any more.</summary>
    public void Dispose()
    {
        while (_idle.TryTake(out ImageWorkspace? workspace)) workspace.Dispose();
        Source.Dispose();
    }

    private PreparedImage Prepare(int sample, (long Seed, int Epoch)? training, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sample);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(sample, Count);
        if (!_idle.TryTake(out ImageWorkspace? workspace)) workspace = new ImageWorkspace(_pipeline);
        DamagedImage? damage = null;
        int attempts = Math.Min(MostDamagedInARow, Count);
        for (int attempt = 0; attempt < attempts; attempt++)
        {
            int candidate = (int)(((long)sample + attempt) % Count);
            ReadOnlySpan<byte> encoded = Source.Read(candidate, workspace.Encoded);
            string? problem = training is { } at
                ? workspace.Train(encoded, EncodedPipeline.StreamOf(at.Seed, at.Epoch, candidate), destination)
                : workspace.Evaluate(encoded, destination);
            if (problem is null)
            {
                _idle.Add(workspace);
                return new PreparedImage(Source.Label(candidate), damage);
            }
            damage ??= new DamagedImage(sample, Source.NameOf(sample), problem);
        }
        workspace.Dispose();
        throw new UserErrorException(
            $"{attempts} images in a row cannot be decoded, the first being {damage!.Name}: {damage.Reason}",
            "Look at them with distill data verify, and pack or copy the data anew.");
    }
}
