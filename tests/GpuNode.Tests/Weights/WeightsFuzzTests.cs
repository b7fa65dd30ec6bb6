using Distillery.GpuNode.Weights;
using Distillery.Shared;
using Distillery.Shared.Seeds;

namespace Distillery.GpuNode.Tests.Weights;

/// <summary>Files with single bytes changed: each is read or refused, and nothing else happens.</summary>
public sealed class WeightsFuzzTests : IDisposable
{
    private const int MutationsPerFile = 1_000;
    private const int Seed = 20260;
    private const long MaximumAllocatedBytes = 256L << 20; // the allowance for expanded views, with room to spare

    private readonly WeightsFolder _folder = new();

    [Theory]
    [InlineData("state_dict.pth")]
    [InlineData("state_dict_protocol_4.pth")]
    [InlineData("state_dict_legacy.pth")]
    [InlineData("nested.pth")]
    [InlineData("nested_legacy.pth")]
    [InlineData("views.pth")]
    [InlineData("element_types_legacy.pth")]
    [InlineData("malicious_legacy.pth")]
    [InlineData("torchscript.pt")]
    public void Changed_files_of_PyTorch_are_read_or_refused(string fixture)
    {
        ReadMutations(File.ReadAllBytes(WeightsFolder.Fixture(fixture)), bytes => _folder.Write("mutated.pth", bytes));
    }

    /// <summary>With checksums that fit, so that the damage reaches the pickle reader.</summary>
    [Theory]
    [InlineData("state_dict.pth")]
    [InlineData("state_dict_protocol_5.pth")]
    [InlineData("nested.pth")]
    [InlineData("views.pth")]
    public void Changed_pickles_are_read_or_refused(string fixture)
    {
        (string Name, byte[] Bytes)[] records = WeightsFolder.Records(fixture);
        int pickle = Array.FindIndex(records, record => record.Name == "data.pkl");

        ReadMutations(records[pickle].Bytes, bytes =>
        {
            records[pickle].Bytes = bytes;
            return _folder.WriteArchive(records);
        });
    }

    [Fact]
    public void Changed_safetensors_files_are_read_or_refused()
    {
        using MemoryStream stream = new();
        NamedArray flags = new("flags", ScalarType.Bool, [3], new byte[3]);
        SafetensorsFile.Write(stream, [WeightsFolder.Floats("w", [2, 2], 1f, 2f, 3f, 4f), flags],
            new Dictionary<string, string> { ["format"] = "pt" });

        ReadMutations(stream.ToArray(), bytes => _folder.Write("mutated.safetensors", bytes));
    }

    public void Dispose() => _folder.Dispose();

    private static void ReadMutations(byte[] original, Func<byte[], string> write)
    {
        RandomStream random = RandomStream.Named(Seed, "fuzz");
        for (int i = 0; i < MutationsPerFile; i++)
        {
            byte[] mutated = [.. original];
            int position = random.NextInt(mutated.Length);
            mutated[position] = (byte)random.NextInt(256);
            string path = write(mutated);
            long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                WeightsFile.Read(path);
            }
            catch (UserErrorException)
            {
            }
            catch (Exception error)
            {
                Assert.Fail($"byte {position} as 0x{mutated[position]:X2} gives {error}");
            }
            long allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
            Assert.True(allocated < MaximumAllocatedBytes, $"byte {position} takes {allocated} bytes");
        }
    }
}
