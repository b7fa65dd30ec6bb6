using System.Runtime.InteropServices;
using Distillery.Shared.Averaging;

namespace Distillery.GpuNode.Data;

/// <summary>Tells training sets apart, and machines that make other images of the same files: a hash over the number of images and
/// classes, and over labels and pixels of a few images, decoded and augmented.</summary>
/// <remarks>An image that is none of these few may differ unnoticed. To read all would take as long as an epoch.</remarks>
public static class DataFingerprint
{
    private const int MostImages = 64; // Some tenths of a second for large photographs on one core.
    private const long Seed = 0; // Any, as long as it is the same everywhere.

    /// <exception cref="Distillery.Shared.UserErrorException">Images cannot be read.</exception>
    public static ulong Of(IPreparedImages images)
    {
        int count = Math.Min(MostImages, images.Count);
        ulong[] parts = new ulong[2 + (2 * count)];
        (parts[0], parts[1]) = ((ulong)images.Count, (ulong)images.ClassCount);
        images.Each(count, i =>
        {
            byte[] pixels = new byte[images.Shape.ValueCount];
            int sample = (int)((long)images.Count * i / count); // Spread evenly.
            PreparedImage prepared = images.Train(sample, Seed, 0, pixels);
            (parts[2 + (2 * i)], parts[3 + (2 * i)]) = ((ulong)prepared.Label, FastHash64.Of(pixels));
        }, CancellationToken.None);
        return FastHash64.Of(MemoryMarshal.AsBytes(parts.AsSpan()));
    }
}
