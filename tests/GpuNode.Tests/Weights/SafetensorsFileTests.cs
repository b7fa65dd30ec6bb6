using System.Buffers.Binary;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Weights;

namespace Distillery.GpuNode.Tests.Weights;

public sealed class SafetensorsFileTests : IDisposable
{
    private static readonly ScalarType[] Types =
    [
        ScalarType.Byte, ScalarType.Int8, ScalarType.Int16, ScalarType.Int32, ScalarType.Int64, ScalarType.Bool,
        ScalarType.Float16, ScalarType.BFloat16, ScalarType.Float32, ScalarType.Float64,
    ];

    /// <summary>One tensor "w" of two floats, 1 and -2; the header has 85 characters and 3 spaces of padding.</summary>
    private static readonly byte[] Golden =
    [
        88, 0, 0, 0, 0, 0, 0, 0,
        .. """{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}   """u8,
        0x00, 0x00, 0x80, 0x3F, 0x00, 0x00, 0x00, 0xC0,
    ];

    private readonly WeightsFolder _folder = new();

    [Fact]
    public void A_file_written_by_hand_is_read_and_written_byte_for_byte()
    {
        NamedArrays read = SafetensorsFile.Read(_folder.Write("golden.safetensors", Golden));

        Assert.Equal([1f, -2f], WeightsFolder.Floats(Assert.Single(read)));
        Assert.Equal("pt", read.Metadata["format"]);
        Assert.Equal(Golden, Written([.. read], read.Metadata));
    }

    [Fact]
    public void Every_element_type_survives_a_round_trip()
    {
        NamedArray[] arrays =
        [
            .. Types.Select((type, index) => Counting($"t{index}", type, [3, 1])),
            Counting("scalar", ScalarType.Float64, []),
            Counting("empty", ScalarType.Int8, [0, 7]),
        ];
        string path = _folder.PathOf("all.safetensors");

        SafetensorsFile.Write(path, arrays, new Dictionary<string, string> { ["a \"ü\""] = "line\n" });

        NamedArrays read = SafetensorsFile.Read(path);
        Assert.Equal("line\n", read.Metadata["a \"ü\""]);
        Assert.Equal(arrays.Select(array => array.Name), read.Select(array => array.Name));
        foreach (NamedArray array in arrays)
        {
            Assert.Equal(array.Type, read[array.Name].Type);
            Assert.Equal(array.Shape, read[array.Name].Shape);
            Assert.Equal(array.Data.ToArray(), read[array.Name].Data.ToArray());
        }
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void Data_is_aligned_to_the_element_size_whatever_the_order_of_the_arrays()
    {
        NamedArray[] arrays =
        [
            Counting("flags", ScalarType.Bool, [3]),
            Counting("w", ScalarType.Float32, [1]),
            Counting("n", ScalarType.Int64, [1]),
        ];

        byte[] file = Written(arrays, null);

        long header = BinaryPrimitives.ReadInt64LittleEndian(file);
        Assert.Equal(0, header % 8);
        Assert.Equal(arrays[2].Data.ToArray(), file.AsSpan((int)header + 8, 8).ToArray());
        Assert.Equal(arrays[1].Data.ToArray(), file.AsSpan((int)header + 16, 4).ToArray());
        Assert.Equal(arrays[0].Data.ToArray(), file.AsSpan((int)header + 20).ToArray());
    }

    [Fact]
    public void Equal_input_gives_equal_bytes_in_whatever_order_the_metadata_comes()
    {
        NamedArray[] arrays = [Counting("a", ScalarType.Float32, [2])];

        byte[] one = Written(arrays, new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" });
        byte[] other = Written(arrays, new Dictionary<string, string> { ["y"] = "2", ["x"] = "1" });

        Assert.Equal(one, other);
    }

    [Fact]
    public void A_file_of_no_tensors_is_a_file()
    {
        Assert.Empty(SafetensorsFile.Read(_folder.Write("none.safetensors", Written([], null))));
    }

    [Fact]
    public void Names_that_the_format_cannot_hold_are_refused()
    {
        NamedArray array = Counting("a", ScalarType.Float32, [1]);

        Assert.Throws<ArgumentException>(() => Written([array, array], null));
        Assert.Throws<ArgumentException>(() => Written([Counting("__metadata__", ScalarType.Float32, [1])], null));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_file_and_no_other()
    {
        string path = _folder.Write("kept.safetensors", Golden);
        NamedArray array = Counting("a", ScalarType.Float32, [1]);

        Assert.Throws<ArgumentException>(() => SafetensorsFile.Write(path, [array, array]));

        Assert.Equal(Golden, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Written(IReadOnlyList<NamedArray> arrays, IReadOnlyDictionary<string, string>? metadata)
    {
        using MemoryStream stream = new();
        SafetensorsFile.Write(stream, arrays, metadata);
        return stream.ToArray();
    }

    private static NamedArray Counting(string name, ScalarType type, long[] shape)
    {
        byte[] bytes = new byte[shape.Aggregate(1L, (count, size) => count * size) * type.SizeInBytes()];
        for (int i = 0; i < bytes.Length; i++) bytes[i] = (byte)(i + name.Length);
        return new NamedArray(name, type, shape, bytes);
    }
}
