using System.Text;

namespace Distillery.GpuNode.Tests.Weights;

/// <summary>Each rule of the format, broken once.</summary>
public sealed class SafetensorsDamageTests : IDisposable
{
    private readonly WeightsFolder _folder = new();

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "1 bytes follow the last tensor")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "'a' ends at 8", "the data at 7")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "of F32 [3] takes 12 bytes", "give 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "'a' begins at 8, after its end at 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", 8, "'a' has 1 data offsets")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,"8"]}}""", 8, "'a' has \"8\" in 'data_offsets'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "'a' has -2 in 'shape'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", 8, "'a' has 2.5 in 'shape'")]
    [InlineData("""{"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""", 8, "'a' has no 'shape' list")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2]}}""", 8, "'a' has no 'data_offsets' list")]
    [InlineData("""{"a":{"shape":[2],"data_offsets":[0,8]}}""", 8, "'a' has no 'dtype'")]
    [InlineData("""{"a":{"dtype":"F9","shape":[2],"data_offsets":[0,8]}}""", 8, "'a' has the dtype 'F9'", "BF16")]
    [InlineData("""{"a":[]}""", 0, "'a' is not an object")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, "'a'", "overflows")]
    [InlineData("""{"a":{"dtype":"F64","shape":[2305843009213693952],"data_offsets":[0,0]}}""", 0, "'a'", "overflows")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}""", 6, "bytes 0 to 2, before tensor 'a'")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "'__metadata__' entry 'a' is not a string")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", 0, "'__metadata__' has 'a' twice")]
    [InlineData("""{"__metadata__":[]}""", 0, "'__metadata__' is not an object")]
    [InlineData("""{"a":{"dtype":"U8","dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, "'a' has 'dtype' twice")]
    [InlineData("""{"a":""", 0, "not valid JSON")]
    [InlineData("""{} x""", 0, "not valid JSON")]
    [InlineData("""{"\ud800":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""", 0, "not valid Unicode")]
    public void A_header_that_breaks_a_rule_is_refused(string header, int dataBytes, params string[] parts)
    {
        WeightsFolder.AssertRefused(_folder.WriteSafetensors(header, dataBytes), parts);
    }

    [Fact]
    public void Two_tensors_must_not_share_a_name_or_bytes_or_leave_a_hole()
    {
        string first = """{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},""";
        string repeated = """ "a":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""";
        string overlapping = """ "b":{"dtype":"U8","shape":[4],"data_offsets":[3,7]}}""";
        string apart = """ "b":{"dtype":"U8","shape":[4],"data_offsets":[5,9]}}""";

        WeightsFolder.AssertRefused(_folder.WriteSafetensors(first + repeated, 8), "names 'a' twice");
        WeightsFolder.AssertRefused(
            _folder.WriteSafetensors(first + overlapping, 7), "'b' begins at 3, inside tensor 'a', which ends at 4");
        WeightsFolder.AssertRefused(_folder.WriteSafetensors(first + apart, 9), "bytes 4 to 5, before tensor 'b'");
    }

    [Fact]
    public void The_header_length_is_checked_against_the_limit_and_the_file()
    {
        byte[] file = [0, 0, 0, 0, 0, 0, 0, 0, .. "{}"u8];

        file[7] = 0x80; // the length's highest bit: negative if it were read as signed
        WeightsFolder.AssertRefused(_folder.Write("a", file), "9223372036854775808 bytes long", "100000000");
        file[7] = 0;
        file[0] = 3;
        WeightsFolder.AssertRefused(_folder.Write("b", file), "the header needs 3 bytes at offset 8", "has 10 bytes");
        file[0] = 0;
        WeightsFolder.AssertRefused(_folder.Write("c", file), "does not begin with '{'");
    }

    [Fact]
    public void A_header_must_be_utf8()
    {
        byte[] json = Encoding.Latin1.GetBytes("{\"ü\":1}");

        string path = _folder.Write("a", [(byte)json.Length, 0, 0, 0, 0, 0, 0, 0, .. json]);
        WeightsFolder.AssertRefused(path, "not valid UTF-8");
    }

    public void Dispose() => _folder.Dispose();
}
