using Distillery.Shared;

namespace Distillery.GpuNode.Data;

/// <summary>Reads CIFAR-10 and CIFAR-100 in their binary form: 3x32x32 images in red, green and blue.</summary>
/// <remarks>The format has no header, so the exact length of each file and the range of each label are what is
/// checked.</remarks>
public static class CifarDataset
{
    private static readonly ImageShape Shape = new(3, 32, 32);

    /// <summary>Reads one split into memory.</summary>
    /// <exception cref="UserErrorException">A file is missing, truncated, too long, or has a label out of
    /// range.</exception>
    public static InMemoryDataset Open(CifarLayout layout, string folder, DatasetSplit split)
    {
        bool train = split == DatasetSplit.Train;
        IReadOnlyList<string> names = train ? layout.TrainFiles : [layout.ValidationFile];
        int countPerFile = train ? layout.RecordsPerTrainFile : layout.RecordsPerValidationFile;
        int count = checked(names.Count * countPerFile);
        byte[] labels = new byte[count];
        byte[] pixels = GC.AllocateUninitializedArray<byte>(checked(count * Shape.ValueCount));
        for (int i = 0; i < names.Count; i++)
        {
            using var file = DataFile.Open(Path.Combine(folder, names[i]), NextStep(layout));
            int first = i * countPerFile;
            ReadRecords(file, layout, labels.AsSpan(first, countPerFile), pixels.AsSpan(first * Shape.ValueCount));
        }
        string name = $"{layout.Name}/{split.ToString().ToLowerInvariant()}";
        return new InMemoryDataset(name, Shape, layout.LabelClassCounts[^1], pixels, labels);
    }

    private static void ReadRecords(DataFile file, CifarLayout layout, Span<byte> labels, Span<byte> pixels)
    {
        Span<byte> labelBytes = stackalloc byte[layout.LabelClassCounts.Count];
        file.RequireRoomFor((long)labels.Length * (labelBytes.Length + Shape.ValueCount));
        for (int record = 0; record < labels.Length; record++)
        {
            file.Read(labelBytes);
            CheckLabels(file, layout, labelBytes, record);
            labels[record] = labelBytes[^1];
            file.Read(pixels.Slice(record * Shape.ValueCount, Shape.ValueCount));
        }
        file.RequireEnd();
    }

    private static void CheckLabels(DataFile file, CifarLayout layout, ReadOnlySpan<byte> labels, int record)
    {
        for (int kind = 0; kind < labels.Length; kind++)
        {
            int largest = layout.LabelClassCounts[kind] - 1;
            if (labels[kind] > largest)
                throw file.Damaged($"has label {labels[kind]} at image {record}, where 0 to {largest} are expected");
        }
    }

    private static string NextStep(CifarLayout layout) =>
        $"Unpack the binary version of the data set from https://www.cs.toronto.edu/~kriz/cifar.html, "
        + $"and set data.path to its folder {layout.Folder}.";
}
