using System.Collections.Concurrent;
using Distillery.GpuNode.Data.Augmentation;
using Distillery.GpuNode.Data.Codecs;
using Distillery.GpuNode.Data.Sources;

namespace Distillery.GpuNode.Data.Packing;

/// <summary>Images from files, packed byte by byte as they are (raw ones as PNG), or resized and then encoded as JPEG.</summary>
/// <remarks>Takes over the source.</remarks>
/// <param name="shorterSide">To how many pixels the shorter side is made smaller; null to leave images as they are. Smaller
/// images stay as they are in either case.</param>
/// <param name="quality">Of the JPEGs that are made, 1 to 100.</param>
public sealed class EncodedSamples(ISampleSource source, int? shorterSide, int quality) : IPackableSamples
{
    private readonly ConcurrentBag<ImageShrinker> _idle = [];

    /// <inheritdoc/>
    public int Count => source.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => source.ClassNames;

    /// <inheritdoc/>
    public int Label(int sample) => source.Label(sample);

    /// <inheritdoc/>
    public PackedImage Encode(int sample)
    {
        if (!_idle.TryTake(out ImageShrinker? shrinker)) shrinker = new ImageShrinker();
        ReadOnlySpan<byte> encoded = source.Read(sample, shrinker.Encoded);
        (byte[]? smaller, string? problem) = shrinker.Shrink(encoded, shorterSide, quality);
        byte[] bytes = smaller ?? encoded.ToArray();
        _idle.Add(shrinker);
        if (problem is not null) return new PackedImage([], "", new DamagedImage(sample, source.NameOf(sample), problem));
        return ImageDecoder.FormatOf(bytes) switch
        {
            EncodedFormat.Raw => new PackedImage(ToPng(bytes), "png"),
            EncodedFormat.Png => new PackedImage(bytes, "png"),
            _ => new PackedImage(bytes, "jpg"),
        };
    }

    private static byte[] ToPng(byte[] raw)
    {
        (int width, int height) = RawPixels.ReadHead(raw, out ReadOnlySpan<byte> pixels);
        return LibPng.Encode(pixels, width, height, isGrey: false);
    }

    public void Dispose()
    {
        while (_idle.TryTake(out ImageShrinker? shrinker)) shrinker.Dispose();
        source.Dispose();
    }
}
