using Distillery.GpuNode.Data;
using Distillery.GpuNode.Teacher.Onnx;
using Distillery.GpuNode.Teacher.Onnx.Format;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Teacher.Onnx;

/// <summary>Files that are truncated, damaged or made to harm: refused before ONNX Runtime sees them.</summary>
public sealed class OnnxDamageTests : IDisposable
{
    private readonly OnnxFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        byte[] whole = File.ReadAllBytes(_files.Write());
        for (int length = 0; length < whole.Length; length++) Refuse(_files.Save("cut.onnx", whole.AsSpan(0, length)));
    }

    [Fact]
    public void A_changed_byte_is_refused_or_leaves_a_classifier_but_never_breaks_anything()
    {
        byte[] whole = File.ReadAllBytes(_files.Write());
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 0xff;
            Exception? error = Record.Exception(() => Read(_files.Save("changed.onnx", changed)));
            Assert.True(error is null or UserErrorException, $"byte {at}: {error}");
        }
    }

    [Fact]
    public void A_file_that_is_missing_or_of_another_kind_is_refused()
    {
        Assert.Contains("cannot be read", Refuse(_files.PathOf("absent.onnx")).Message, StringComparison.Ordinal);
        Assert.Contains("not an ONNX file", Refuse(_files.Save("text.onnx", "once upon a time"u8)).Message, StringComparison.Ordinal);
        Assert.Contains("no network", Refuse(_files.Save("empty.onnx", [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_length_beyond_the_file_is_refused_before_anything_is_allocated()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        UserErrorException error = Refuse(_files.Save("long.onnx", [0x3a, 0xff, 0xff, 0xff, 0xff, 0x07]));
        Assert.Contains("a field has 2147483647 bytes, but only 0 follow", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData(1L << 40, 40)]
    [InlineData(long.MaxValue, 40)]
    [InlineData(9, 40)]
    public void Weights_of_another_size_than_their_bytes_are_refused(long classes, int bytes)
    {
        ProtobufMessage weight = new ProtobufMessage().Add(1, 1).Add(1, classes).Add(2, 1).Add(9, new byte[bytes]);
        Assert.Contains($"'weight' should have {classes} elements", Refuse(_files.Write(weight)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_numbers_that_is_too_short_for_its_tensor_is_refused()
    {
        ProtobufMessage weight = new ProtobufMessage().Add(1, 1L << 40).Add(2, 1).Add(4, new byte[8]);
        Assert.Contains("1099511627776 elements", Refuse(_files.Write(weight)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sparse_tensor_that_would_fill_the_memory_is_refused()
    {
        ProtobufMessage sparse = new ProtobufMessage().Add(3, 1L << 20).Add(3, 1L << 20);
        byte[] bytes = [.. File.ReadAllBytes(_files.Write()), .. new ProtobufMessage().Add(7, new ProtobufMessage().Add(15, sparse)).ToArray()];
        Assert.Contains("sparse tensor", Refuse(_files.Save("sparse.onnx", bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Endless_nesting_is_refused()
    {
        ProtobufMessage nested = new();
        for (int i = 0; i < 1000; i++)
            nested = new ProtobufMessage().Add(1, new ProtobufMessage().Add(5, new ProtobufMessage().Add(6, nested)));
        string path = _files.Save("deep.onnx", new ProtobufMessage().Add(7, nested).ToArray());
        Assert.Contains("nested", Refuse(path).Message, StringComparison.Ordinal);
    }

    private static OnnxClassifier Read(string path) =>
        OnnxClassifier.Read(path, new ImageShape(1, 4, 4), OnnxFiles.Classes, ImageLayout.Auto);

    private static UserErrorException Refuse(string path) => Assert.Throws<UserErrorException>(() => Read(path));
}
