using System.IO.Compression;
using System.Text;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Weights.Pickles;
using Distillery.Shared;

namespace Distillery.GpuNode.Weights;

/// <summary>The zip form of torch.save, since PyTorch 1.6: NAME/data.pkl, NAME/data/KEY for each storage, and in newer
/// files NAME/byteorder. All records are stored without compression.</summary>
internal sealed class PyTorchArchive : IStorageSource, IDisposable
{
    private const string PickleRecord = "/data.pkl";
    private const int MaximumByteOrderBytes = 16;

    private readonly WeightsInput _input;
    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _storages = new(StringComparer.Ordinal);
    private readonly string _folder;

    /// <exception cref="UserErrorException">The file is no sound zip file, a TorchScript program, or big-endian.
    /// </exception>
    public PyTorchArchive(WeightsInput input)
    {
        _input = input;
        input.Stream.Position = 0;
        _zip = Guarded(() => new ZipArchive(input.Stream, ZipArchiveMode.Read, leaveOpen: true));
        foreach (ZipArchiveEntry entry in Guarded(() => _zip.Entries))
        {
            if (!_entries.TryAdd(entry.FullName, entry))
                throw input.Damaged($"its zip directory has '{entry.FullName}' twice");
        }
        _folder = FindFolder();
        CheckIsNoProgram();
        CheckByteOrder();
    }

    public object? ReadPickle()
    {
        using MemoryStream pickle = new(ReadRecord(_folder + PickleRecord, PickleLimits.MaximumBytes));
        return PickleReader.Read(pickle, _input).Root;
    }

    public ReadOnlyMemory<byte> Read(StorageReference storage)
    {
        long wanted = storage.ElementCount * storage.Type.SizeInBytes();
        if (!_storages.TryGetValue(storage.Key, out byte[]? bytes))
            _storages[storage.Key] = bytes = ReadRecord($"{_folder}/data/{storage.Key}", Array.MaxLength);
        if (bytes.Length < wanted)
            throw _input.Damaged($"storage '{storage.Key}' needs {wanted} bytes and has {bytes.Length}");
        return bytes;
    }

    public void Dispose() => _zip.Dispose();

    private string FindFolder()
    {
        string record = _entries.Keys.Where(IsPickleRecord).Order(StringComparer.Ordinal).FirstOrDefault()
            ?? throw _input.Unusable("it is a zip file without the data.pkl of torch.save");
        return record[..^PickleRecord.Length];
    }

    /// <summary>The record stands in a folder that has the archive's name and no parent.</summary>
    private static bool IsPickleRecord(string name) =>
        name.EndsWith(PickleRecord, StringComparison.Ordinal) && name.IndexOf('/') == name.Length - PickleRecord.Length;

    private void CheckIsNoProgram()
    {
        if (!_entries.ContainsKey($"{_folder}/constants.pkl")) return;
        if (!_entries.Keys.Any(name => name.StartsWith($"{_folder}/code/", StringComparison.Ordinal))) return;
        throw new UserErrorException(
            $"'{_input.Path}' is a TorchScript program (it has code/ and constants.pkl), not a file of weights.",
            "Use it as it is with 'architecture: torchscript', or save torch.save(model.state_dict(), path).");
    }

    private void CheckByteOrder()
    {
        string record = $"{_folder}/byteorder";
        if (!_entries.ContainsKey(record)) return; // files before PyTorch 2.0 do not say it, and are little-endian
        string order = Encoding.Latin1.GetString(ReadRecord(record, MaximumByteOrderBytes));
        if (order != "little") throw _input.Unusable($"its byte order is '{order}', and only 'little' is read");
    }

    private byte[] ReadRecord(string name, long maximumBytes)
    {
        if (!_entries.TryGetValue(name, out ZipArchiveEntry? entry)) throw _input.Damaged($"it has no record '{name}'");
        (long stored, long length) = Guarded(() => (entry.CompressedLength, entry.Length));
        // Equal lengths also bound the allocation by the file's own length: no zip bomb passes.
        if (stored != length) throw _input.Unusable($"its record '{name}' is compressed, which torch.save never does");
        if (length > maximumBytes)
            throw _input.Unusable($"its record '{name}' has {length} bytes; the limit is {maximumBytes}");
        if (length > _input.Length) throw _input.Damaged($"its record '{name}' has {length} bytes, more than the file");
        byte[] bytes = Guarded(() => ReadEntry(entry, length));
        if (Crc32.Of(bytes) != entry.Crc32)
            throw _input.Damaged($"the checksum (CRC-32) of its record '{name}' is wrong");
        return bytes;
    }

    private static byte[] ReadEntry(ZipArchiveEntry entry, long length)
    {
        byte[] bytes = new byte[length];
        using Stream stream = entry.Open();
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>ZipArchive reports damage with several exception types; a person needs one.</summary>
    private T Guarded<T>(Func<T> readZip)
    {
        try
        {
            return readZip();
        }
        catch (Exception error) when (error is IOException or InvalidDataException or ArgumentException
            or NotSupportedException or OverflowException)
        {
            throw _input.Damaged($"its zip structure cannot be read ({error.Message.TrimEnd('.')})", error);
        }
    }
}
