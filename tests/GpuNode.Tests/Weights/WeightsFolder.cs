using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Distillery.GpuNode.Weights;
using Distillery.Shared;

namespace Distillery.GpuNode.Tests.Weights;

/// <summary>A temporary folder for one test, and the fixtures that PyTorch wrote.</summary>
public sealed class WeightsFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("distillery-weights-");

    public static string Fixture(string name)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Orchestrator.sln")))
            folder = folder.Parent;
        Assert.NotNull(folder);
        return Path.Combine(folder.FullName, "tests", "GpuNode.Tests", "Weights", "Fixtures", name);
    }

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public string Write(string name, ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return PathOf(name);
    }

    /// <summary>A safetensors file with the given header text and data, whatever they say.</summary>
    public string WriteSafetensors(string header, int dataBytes)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        byte[] file = new byte[sizeof(long) + json.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(file, json.Length);
        json.CopyTo(file, sizeof(long));
        return Write("test.safetensors", file);
    }

    /// <summary>A zip file as torch.save makes it: folder "archive", records stored, checksums right.</summary>
    public string WriteArchive(params (string Name, byte[] Bytes)[] records)
    {
        using MemoryStream memory = new();
        using (ZipArchive zip = new(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in records)
            {
                using Stream stream = zip.CreateEntry($"archive/{name}", CompressionLevel.NoCompression).Open();
                stream.Write(bytes);
            }
        }
        return Write("test.pth", memory.ToArray());
    }

    /// <summary>The records of a fixture in zip form, by name without the folder.</summary>
    public static (string Name, byte[] Bytes)[] Records(string fixture)
    {
        using ZipArchive zip = ZipFile.OpenRead(Fixture(fixture));
        return [.. zip.Entries.Select(entry => (entry.FullName[(entry.FullName.IndexOf('/') + 1)..], Bytes(entry)))];
    }

    public static NamedArray Floats(string name, long[] shape, params float[] values)
    {
        byte[] bytes = new byte[values.Length * sizeof(float)];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        return new NamedArray(name, ScalarType.Float32, shape, bytes);
    }

    public static float[] Floats(NamedArray array)
    {
        float[] values = new float[array.ElementCount];
        byte[] bytes = array.ConvertTo(ScalarType.Float32).Data.ToArray();
        Buffer.BlockCopy(bytes, 0, values, 0, bytes.Length);
        return values;
    }

    /// <summary>Reading fails with one error that names the file and has all <paramref name="parts"/>.</summary>
    public static UserErrorException AssertRefused(string path, params string[] parts)
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => WeightsFile.Read(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        foreach (string part in parts)
        {
            bool isThere = error.Message.Contains(part, StringComparison.Ordinal);
            Assert.True(isThere, $"'{part}' is not in: {error.Message}");
        }
        Assert.NotEmpty(error.NextStep);
        return error;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using MemoryStream memory = new();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
