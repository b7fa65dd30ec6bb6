using System.Buffers.Binary;
using System.Text;
using Distillery.GpuNode.Data.Augmentation;
using Distillery.GpuNode.Data.Sources;
using Distillery.Shared;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Tests.Data.Sources.Scanning;

/// <summary>Records as TensorFlow lays them out: tf.train.Example by feature.proto, framed by record_writer.h.</summary>
public sealed class TfRecordScannerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_and_classes_of_the_ImageNet_scripts_are_found_among_other_features()
    {
        byte[] first = ImageFixtures.Bytes("color-420.jpg"), second = ImageFixtures.Bytes("color.png");
        Write(
            Example(("image/height", Int64(47)), ("image/encoded", Bytes(first)), ("image/class/text", Bytes("a cat"u8)),
                ("image/class/label", Int64(1)), ("image/object/bbox/xmin", Message(2, Message(1, [0, 0, 0x80, 0x3f])))),
            Example(("image/class/label", Int64(300)), ("image/encoded", Bytes(second))));
        using ShardSource source = Open(new ClassRange(1, null));
        Assert.Equal((2, 300), (source.Count, source.ClassCount));
        Assert.Equal((0, 299), (source.Label(0), source.Label(1)));
        Assert.Equal(first, source.Read(0, new EncodedBuffer()).ToArray());
        Assert.Equal(second, source.Read(1, new EncodedBuffer()).ToArray());
    }

    [Fact]
    public void Classes_that_are_not_packed_are_read_too()
    {
        byte[] image = ImageFixtures.Bytes("grey.jpg");
        Write(Example(("image", Bytes(image)), ("label", Message(3, [0x08, 0x07]))));
        using ShardSource source = Open(ClassRange.All);
        Assert.Equal((1, 8, 7), (source.Count, source.ClassCount, source.Label(0)));
        Assert.Equal(image, source.Read(0, new EncodedBuffer()).ToArray());
    }

    [Fact]
    public void Records_that_lack_what_a_sample_needs_are_refused()
    {
        byte[] image = ImageFixtures.Bytes("grey.jpg");
        Refused("record 0 has no class", Example(("image", Bytes(image))));
        Refused("record 0 has no image", Example(("label", Int64(3))));
        Refused("record 0 has no image (a list of bytes", Example(("image", Int64(3)), ("label", Message(3, [0x08, 0x07]))));
        Refused("the class -1", Example(("image", Bytes(image)), ("label", Int64(-1))));
        Refused("longer than its record", [0x0A, 0x7F, 0x01]);
    }

    [Fact]
    public void A_file_that_is_cut_off_or_not_of_the_format_is_refused()
    {
        Write(Example(("image", Bytes(ImageFixtures.Bytes("grey.jpg"))), ("label", Int64(3))));
        byte[] whole = File.ReadAllBytes(_folder.File("train-0"));
        File.WriteAllBytes(_folder.File("train-0"), whole[..(whole.Length / 2)]);
        Assert.Contains("cut off", Assert.Throws<UserErrorException>(() => Open(ClassRange.All)).Message, StringComparison.Ordinal);
        whole[3] ^= 1;
        File.WriteAllBytes(_folder.File("train-0"), whole);
        Assert.Contains("no valid length", Assert.Throws<UserErrorException>(() => Open(ClassRange.All)).Message, StringComparison.Ordinal);
    }

    private void Refused(string because, byte[] example)
    {
        Write(example);
        Assert.Contains(because, Assert.Throws<UserErrorException>(() => Open(ClassRange.All)).Message, StringComparison.Ordinal);
    }

    private ShardSource Open(ClassRange classes) =>
        ShardSource.Open(_folder.Path, "train-*", DataFormat.Tfrecord, _folder.File("cache"), classes);

    private void Write(params byte[][] examples)
    {
        using FileStream file = File.Create(_folder.File("train-0"));
        foreach (byte[] example in examples)
        {
            byte[] length = new byte[8], checksum = new byte[4];
            BinaryPrimitives.WriteInt64LittleEndian(length, example.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(checksum, MaskedCrc32C.Compute(length));
            file.Write([.. length, .. checksum, .. example]);
            BinaryPrimitives.WriteUInt32LittleEndian(checksum, MaskedCrc32C.Compute(example));
            file.Write(checksum);
        }
    }

    private static byte[] Example(params (string Name, byte[] Feature)[] features) => Message(
        1, [.. features.SelectMany(feature => Message(1, [.. Message(1, Encoding.UTF8.GetBytes(feature.Name)), .. Message(2, feature.Feature)]))]);

    private static byte[] Bytes(ReadOnlySpan<byte> value) => Message(1, Message(1, value.ToArray()));

    /// <summary>Packed, as TensorFlow writes them.</summary>
    private static byte[] Int64(long value) => Message(3, Message(1, Varint((ulong)value)));

    private static byte[] Message(int number, byte[] content) => [(byte)((number << 3) | 2), .. Varint((ulong)content.Length), .. content];

    private static byte[] Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
