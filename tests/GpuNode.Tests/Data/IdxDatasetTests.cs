using System.Buffers.Binary;
using System.IO.Compression;
using Distillery.GpuNode.Data;
using Distillery.Shared;

namespace Distillery.GpuNode.Tests.Data;

public sealed class IdxDatasetTests : IDisposable
{
    private const string Images = "train-images-idx3-ubyte";
    private const string Labels = "train-labels-idx1-ubyte";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plain_and_compressed_files_are_read(bool compressed)
    {
        Write(Images, ImageBytes(3), compressed);
        Write(Labels, LabelBytes(9, 0, 4), compressed);
        IImageDataset dataset = DatasetCatalog.Open("idx", _folder.Path, DatasetSplit.Train);
        Assert.Equal((3, new ImageShape(1, 28, 28), 10), (dataset.Count, dataset.Shape, dataset.ClassCount));
        Assert.Equal([9, 0, 4], Enumerable.Range(0, 3).Select(dataset.Label));
        byte[] image = new byte[784];
        dataset.ReadImage(2, image);
        Assert.Equal(ImageBytes(3)[^784..], image);
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.Label(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => dataset.ReadImage(-1, image));
        Assert.Throws<ArgumentException>(() => dataset.ReadImage(0, new byte[783]));
    }

    [Fact]
    public void The_validation_split_has_files_of_its_own()
    {
        Write("t10k-images-idx3-ubyte", ImageBytes(1), compressed: false);
        Write("t10k-labels-idx1-ubyte", LabelBytes(7), compressed: true);
        InMemoryDataset dataset = IdxDataset.Open(_folder.Path, DatasetSplit.Validation);
        Assert.Equal((1, 7), (dataset.Count, dataset.Label(0)));
        Assert.EndsWith("/validation", dataset.Name);
    }

    [Fact]
    public void A_missing_file_is_named_with_the_package_that_has_it()
    {
        UserErrorException error = OpenFails();
        Assert.Contains(_folder.File(Images), error.Message);
        Assert.Contains("dataset-fashion-mnist", error.NextStep);
        Assert.Contains("data.path", error.NextStep);
        Write(Images, ImageBytes(1), compressed: false);
        Assert.Contains(_folder.File(Labels), OpenFails().Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Damaged_images_are_refused(bool compressed)
    {
        byte[] good = ImageBytes(2);
        AssertImagesRefused(good[..^1], "truncated", compressed);
        AssertImagesRefused(good[..10], "truncated", compressed);
        AssertImagesRefused([], "truncated", compressed);
        AssertImagesRefused([.. good, 0], "additional bytes", compressed);
        AssertImagesRefused(With(good, 0, 0x00000801), "magic is 0x00000801", compressed);
        AssertImagesRefused(With(good, 8, 32), "32x28 pixels", compressed);
        AssertImagesRefused(With(good, 12, 27), "28x27 pixels", compressed);
        AssertImagesRefused(With(good, 4, 0), "no images", compressed);
        AssertImagesRefused(With(good, 4, 3), "truncated", compressed);
        AssertImagesRefused(With(good, 4, 2_000_000), "truncated", compressed);
        AssertImagesRefused(With(good, 4, uint.MaxValue), "fit into memory", compressed);
    }

    [Fact]
    public void Damaged_labels_are_refused()
    {
        AssertLabelsRefused(LabelBytes(1, 10), "label 10 at image 1");
        AssertLabelsRefused(LabelBytes(1), "1 labels for 2 images");
        AssertLabelsRefused(LabelBytes(1, 2, 3), "3 labels for 2 images");
        AssertLabelsRefused(LabelBytes(1, 2)[..^1], "truncated");
        AssertLabelsRefused([.. LabelBytes(1, 2), 3], "additional bytes");
        AssertLabelsRefused(ImageBytes(1), "magic is 0x00000803");
    }

    [Fact]
    public void A_damaged_archive_is_refused()
    {
        Write(Images, ImageBytes(50), compressed: true);
        Write(Labels, LabelBytes(new byte[50]), compressed: true);
        string path = _folder.File(Images + ".gz");
        byte[] archive = File.ReadAllBytes(path);
        File.WriteAllBytes(path, archive[..(archive.Length / 2)]);
        Assert.Contains(path, OpenFails().Message);
        File.WriteAllText(path, "this is no archive");
        Assert.Contains("gzip", OpenFails().Message);
        archive[^6] ^= 0x40; // the checksum at the end
        File.WriteAllBytes(path, archive);
        Assert.Contains("gzip", OpenFails().Message);
    }

    private void AssertImagesRefused(byte[] content, string reason, bool compressed)
    {
        Write(Images, content, compressed);
        Write(Labels, LabelBytes(1, 2), compressed: false);
        UserErrorException error = OpenFails();
        Assert.Contains(_folder.File(Images), error.Message);
        Assert.Contains(reason, error.Message);
        Assert.Contains("dataset-fashion-mnist", error.NextStep);
    }

    private void AssertLabelsRefused(byte[] content, string reason)
    {
        Write(Images, ImageBytes(2), compressed: false);
        Write(Labels, content, compressed: false);
        UserErrorException error = OpenFails();
        Assert.Contains(_folder.File(Labels), error.Message);
        Assert.Contains(reason, error.Message);
    }

    private UserErrorException OpenFails() =>
        Assert.Throws<UserErrorException>(() => IdxDataset.Open(_folder.Path, DatasetSplit.Train));

    private void Write(string name, byte[] content, bool compressed)
    {
        if (!compressed)
        {
            File.WriteAllBytes(_folder.File(name), content);
            return;
        }
        using var stream = new GZipStream(File.Create(_folder.File(name + ".gz")), CompressionLevel.Fastest);
        stream.Write(content);
    }

    private static byte[] ImageBytes(int count)
    {
        byte[] content = new byte[16 + (count * 784)];
        BinaryPrimitives.WriteUInt32BigEndian(content, 0x00000803);
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(4), count);
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(8), 28);
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(12), 28);
        for (int i = 16; i < content.Length; i++) content[i] = (byte)(i * i);
        return content;
    }

    private static byte[] LabelBytes(params byte[] labels)
    {
        byte[] header = [0, 0, 8, 1, 0, 0, 0, (byte)labels.Length];
        return [.. header, .. labels];
    }

    private static byte[] With(byte[] content, int offset, uint value)
    {
        byte[] changed = [.. content];
        BinaryPrimitives.WriteUInt32BigEndian(changed.AsSpan(offset), value);
        return changed;
    }
}
