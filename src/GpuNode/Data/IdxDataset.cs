using System.Buffers.Binary;
using Distillery.Shared;

namespace Distillery.GpuNode.Data;

/// <summary>Reads MNIST and the data sets in its form, such as Fashion-MNIST: 28x28 grey images of 10
/// classes.</summary>
/// <remarks>The IDX format (LeCun's page on MNIST): big-endian 32-bit integers, first a magic number whose low byte
/// counts the dimensions, then one size a dimension, then the values, one byte each. The folder holds the four usual
/// files, each plain or with ".gz"; of two, the plain one is read.</remarks>
public static class IdxDataset
{
    private const uint ImagesMagic = 0x00000803; // unsigned bytes, three dimensions
    private const uint LabelsMagic = 0x00000801; // unsigned bytes, one dimension
    private const int ClassCount = 10;
    private const string NextStep =
        "Install Debian's package dataset-fashion-mnist (apt-get install --reinstall dataset-fashion-mnist), "
        + "or set data.path to a folder with undamaged IDX files.";

    private static readonly ImageShape Shape = new(1, 28, 28);

    /// <summary>Reads one split into memory.</summary>
    /// <exception cref="UserErrorException">A file is missing, truncated, too long, of another kind or
    /// damaged.</exception>
    public static InMemoryDataset Open(string folder, DatasetSplit split)
    {
        string prefix = split == DatasetSplit.Train ? "train" : "t10k";
        byte[] pixels = ReadImages(Find(folder, $"{prefix}-images-idx3-ubyte"));
        byte[] labels = ReadLabels(Find(folder, $"{prefix}-labels-idx1-ubyte"), pixels.Length / Shape.ValueCount);
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return new InMemoryDataset($"{name}/{split.ToString().ToLowerInvariant()}", Shape, ClassCount, pixels, labels);
    }

    private static string Find(string folder, string name)
    {
        string plain = Path.Combine(folder, name);
        if (File.Exists(plain)) return plain;
        if (File.Exists(plain + ".gz")) return plain + ".gz";
        throw new UserErrorException($"The data file {plain} does not exist, nor does {plain}.gz.", NextStep);
    }

    private static byte[] ReadImages(string path)
    {
        using var file = DataFile.Open(path, NextStep);
        RequireMagic(file, ImagesMagic, "images");
        long count = ReadInteger(file);
        uint height = ReadInteger(file);
        uint width = ReadInteger(file);
        if (height != Shape.Height || width != Shape.Width)
            throw file.Damaged($"has images of {height}x{width} pixels, not {Shape.Height}x{Shape.Width}");
        if (count == 0) throw file.Damaged("holds no images");
        long limit = Array.MaxLength / Shape.ValueCount; // One array holds all images.
        if (count > limit) throw file.Damaged($"states {count} images, more than the {limit} that fit into memory");
        return ReadValues(file, count * Shape.ValueCount);
    }

    private static byte[] ReadLabels(string path, int imageCount)
    {
        using var file = DataFile.Open(path, NextStep);
        RequireMagic(file, LabelsMagic, "labels");
        uint count = ReadInteger(file);
        if (count != imageCount) throw file.Damaged($"states {count} labels for {imageCount} images");
        byte[] labels = ReadValues(file, count);
        int wrong = Array.FindIndex(labels, label => label >= ClassCount);
        return wrong < 0 ? labels : throw file.Damaged(
            $"has label {labels[wrong]} at image {wrong}, where 0 to {ClassCount - 1} are expected");
    }

    private static byte[] ReadValues(DataFile file, long count)
    {
        file.RequireRoomFor(count);
        byte[] values = GC.AllocateUninitializedArray<byte>((int)count);
        file.Read(values);
        file.RequireEnd();
        return values;
    }

    private static void RequireMagic(DataFile file, uint expected, string content)
    {
        uint magic = ReadInteger(file);
        if (magic != expected)
            throw file.Damaged($"is not an IDX file of {content}: its magic is 0x{magic:X8}, not 0x{expected:X8}");
    }

    private static uint ReadInteger(DataFile file)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        file.Read(bytes);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }
}
