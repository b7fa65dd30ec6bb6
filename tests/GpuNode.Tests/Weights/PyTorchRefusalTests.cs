using System.Text;
using Distillery.GpuNode.Weights;

namespace Distillery.GpuNode.Tests.Weights;

/// <summary>Files that must not be read, each with its own word.</summary>
public sealed class PyTorchRefusalTests : IDisposable
{
    private readonly WeightsFolder _folder = new();

    [Theory]
    [InlineData("malicious.pth", "'posix.system'")]
    [InlineData("malicious_legacy.pth", "'posix.system'")]
    [InlineData("malicious_protocol_4.pth", "'posix.system'")]
    [InlineData("whole_model.pth", "'torch.nn.modules.linear.Identity'")]
    [InlineData("complex.pth", "'torch.ComplexFloatStorage'")]
    [InlineData("two_networks.pth", "2 dictionaries in it hold tensors: 'first', 'second'")]
    [InlineData("tensor_alone.pth", "a single tensor, not a state dict")]
    [InlineData("torchscript.pt", "TorchScript program")]
    public void A_file_of_something_else_is_refused_by_name(string fixture, string reason)
    {
        WeightsFolder.AssertRefused(WeightsFolder.Fixture(fixture), reason);
        Assert.False(File.Exists("/tmp/distillery-was-here"), "a hostile file ran its command");
    }

    [Fact]
    public void A_torchscript_file_is_pointed_to_its_own_configuration()
    {
        string nextStep = WeightsFolder.AssertRefused(WeightsFolder.Fixture("torchscript.pt")).NextStep;

        Assert.Contains("architecture: torchscript", nextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Big_endian_files_are_refused_and_little_endian_ones_read()
    {
        (string Name, byte[] Bytes)[] records = WeightsFolder.Records("state_dict.pth");

        WeightsFolder.AssertRefused(_folder.WriteArchive([.. records, ("byteorder", "big"u8.ToArray())]), "'big'");
        string little = _folder.WriteArchive([.. records, ("byteorder", "little"u8.ToArray())]);
        Assert.Equal(7, WeightsFile.Read(little).Count);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        foreach (string fixture in new[] { "state_dict.pth", "state_dict_legacy.pth" })
        {
            byte[] whole = File.ReadAllBytes(WeightsFolder.Fixture(fixture));
            for (int length = 0; length < whole.Length; length += 61)
                WeightsFolder.AssertRefused(_folder.Write("cut.pth", whole.AsSpan(0, length)));
        }
    }

    [Fact]
    public void A_wrong_checksum_names_the_record()
    {
        byte[] file = File.ReadAllBytes(WeightsFolder.Fixture("state_dict.pth"));
        int lastWeight = file.AsSpan().IndexOf(BitConverter.GetBytes(5f)); // 0.weight ends in 5
        file[lastWeight] ^= 1;

        WeightsFolder.AssertRefused(_folder.Write("flipped.pth", file), "CRC-32", "state_dict/data/0");
    }

    [Fact]
    public void A_storage_that_is_missing_or_too_short_is_refused()
    {
        (string Name, byte[] Bytes)[] records = WeightsFolder.Records("state_dict.pth");

        string missing = _folder.WriteArchive([.. records.Where(record => record.Name != "data/1")]);
        WeightsFolder.AssertRefused(missing, "no record 'archive/data/1'");
        string cut = _folder.WriteArchive(
            [.. records.Select(record => record.Name == "data/1" ? (record.Name, record.Bytes[..^1]) : record)]);
        WeightsFolder.AssertRefused(cut, "storage '1' needs 12 bytes and has 11");
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("<!DOCTYPE html>", "web page")]
    [InlineData("version https://git-lfs.github.com/spec/v1", "Git LFS pointer")]
    [InlineData("name,value", "neither a safetensors file nor one of torch.save")]
    [InlineData("PK\u0003\u0004", "zip structure cannot be read")]
    public void Other_files_are_told_apart_by_content(string content, string reason)
    {
        WeightsFolder.AssertRefused(_folder.Write("weights.pth", Encoding.Latin1.GetBytes(content)), reason);
    }

    [Fact]
    public void A_zip_file_of_something_else_is_refused()
    {
        WeightsFolder.AssertRefused(_folder.WriteArchive(("array.npy", [1])), "without the data.pkl of torch.save");
    }

    [Fact]
    public void A_path_that_cannot_be_opened_is_refused()
    {
        WeightsFolder.AssertRefused(_folder.PathOf("nothing.pth"), "cannot be opened");
        WeightsFolder.AssertRefused(Path.GetDirectoryName(_folder.PathOf("x"))!, "cannot be opened");
    }

    public void Dispose() => _folder.Dispose();
}
