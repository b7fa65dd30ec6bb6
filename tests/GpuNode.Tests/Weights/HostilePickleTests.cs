using System.Buffers.Binary;
using System.Text;
using Distillery.GpuNode.Weights;

namespace Distillery.GpuNode.Tests.Weights;

/// <summary>Pickles written opcode by opcode, as PyTorch never writes them.</summary>
public sealed class HostilePickleTests : IDisposable
{
    private const string FloatStorage =
        "(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\0" + "0X\x03\0\0\0cpuK\x04tQ";

    private readonly WeightsFolder _folder = new();

    [Theory]
    [InlineData("\x80\x06.", "protocol 6")]
    [InlineData("\x80\x02" + "0.", "empty stack")]
    [InlineData("\x80\x02t.", "did not open")]
    [InlineData("\x80\x02h\x05.", "memo entry 5")]
    [InlineData("\x80\x02}K\x01" + "a.", "appends to something that is no list")]
    [InlineData("\x80\x02]K\x01K\x02s.", "no dictionary")]
    [InlineData("\x80\x02}(K\x01u.", "a key without a value")]
    [InlineData("\x80\x02K\x01K\x02R.", "without a function")]
    [InlineData("\x80\x02K\x01}b.", "sets attributes of something")]
    [InlineData("\x80\x02\x8a\x21.", "integer of 33 bytes")]
    [InlineData("\x80\x02\x8b\xff\xff\xff\xff.", "integer of -1 bytes")]
    [InlineData("\x80\x02X\xff\xff\xff\xffname.", "4294967295 bytes are wanted and 5 are left")]
    [InlineData("\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\xff.", "-1 bytes are wanted")]
    [InlineData("\x80\x02X\x01\0\0\0\xff.", "not UTF-8")]
    [InlineData("\x80\x02I1\n.", "opcode 0x49")]
    [InlineData("\x80\x02" + "ctorch\nFloatStorage\n)R.", "torch.FloatStorage, which is no function")]
    [InlineData("\x80\x02X\x03\0\0\0keyQ.", "persistent id")]
    [InlineData("\x80\x02K\x01.", "a single value, not a state dict")]
    [InlineData("\x80\x02}.", "no state dict was found")]
    public void A_pickle_that_breaks_a_rule_is_refused(string pickle, string reason)
    {
        WeightsFolder.AssertRefused(WriteArchive(pickle), reason);
    }

    [Theory]
    [InlineData("K\0K\x05\x85K\x01\x85", "leaves its storage of 4 elements")] // five elements of four
    [InlineData("K\x01K\x02K\x02\x86K\x02K\x01\x86", "leaves its storage of 4 elements")] // offset one too far
    [InlineData("K\x05))", "leaves its storage of 4 elements")]
    [InlineData("K\0K\x02\x85K\x01K\x01\x86", "1 sizes and 2 strides")]
    [InlineData("K\0K\x02\x85J\xff\xff\xff\xff\x85", "no whole number of 0 or more")] // stride -1
    [InlineData("J\xff\xff\xff\xff)))", "offset of 0 or more")]
    [InlineData("K\0J\0\0\0\x40J\0\0\0\x40J\0\0\0\x40\x87K\0K\0K\0\x87", "whose size overflows")] // 2^90, stride 0
    [InlineData("K\0J\0\0\0\x40\x85K\0\x85", "takes 4294967296 bytes, and the limit is")] // 2^30 floats, stride 0
    [InlineData("K\0J\0\0\0\x02\x85K\0\x85", "expands to 134217728 bytes")] // more than file and allowance
    [InlineData("K\0K\x03\x85\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f\x85", "leaves its storage")] // 2 * (2^63 - 1)
    public void A_view_outside_its_storage_or_too_large_is_refused(string view, string reason)
    {
        WeightsFolder.AssertRefused(WriteArchive(Tensor(view)), reason);
    }

    [Fact]
    public void A_sound_handwritten_pickle_is_read()
    {
        string path = WriteArchive(Tensor("K\x01K\x03\x85K\x01\x85"));

        Assert.Equal([0f, 0f, 0f], WeightsFolder.Floats(WeightsFile.Read(path)["w"]));
    }

    [Fact]
    public void A_dictionary_in_itself_ends_in_an_error()
    {
        WeightsFolder.AssertRefused(WriteArchive("\x80\x02}q\0X\x05\0\0\0modelh\0s."), "no state dict was found");
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        WeightsFolder.AssertRefused(WriteArchive("\x80\x02" + new string('(', 100_000)), "more than 1000 levels deep");
    }

    [Fact]
    public void Endless_pickles_are_refused()
    {
        string many = string.Concat(Enumerable.Repeat("N0", 5_000_001));

        WeightsFolder.AssertRefused(WriteArchive("\x80\x02" + many), "more than 10000000 operations");
        WeightsFolder.AssertRefused(WriteArchive("\x80\x02" + new string('N', 4_000_001)), "4000000 values");
    }

    [Fact]
    public void Copies_of_one_list_into_dictionaries_are_counted()
    {
        StringBuilder pickle = new("\x80\x02](");
        for (int i = 0; i < 5_000; i++) pickle.Append("K\0K\0\x86");
        pickle.Append("e\x85q\0");
        for (int i = 0; i < 3_000; i++) pickle.Append("0ccollections\nOrderedDict\nh\0R");

        WeightsFolder.AssertRefused(WriteArchive(pickle.ToString()), "copies more than 10000000 items");
    }

    [Fact]
    public void A_name_with_the_prefix_a_thousand_times_loses_it_four_times()
    {
        string name = string.Concat(Enumerable.Repeat("module.", 1_000)) + "w";

        string read = Assert.Single(WeightsFile.Read(
            WriteArchive(Tensor("K\0K\x04\x85K\x01\x85", name)))).Name;

        Assert.Equal(name.Length - (4 * "module.".Length), read.Length);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A dictionary with one tensor: a view (offset, shape, strides) of four floats.</summary>
    private static string Tensor(string view, string name = "w")
    {
        byte[] length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, name.Length);
        return "\x80\x02}X" + Encoding.Latin1.GetString(length) + name
            + $"ctorch._utils\n_rebuild_tensor_v2\n({FloatStorage}{view}tRs.";
    }

    private string WriteArchive(string pickle) =>
        _folder.WriteArchive(("data.pkl", Encoding.Latin1.GetBytes(pickle)), ("data/0", new byte[16]));
}
