using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Weights.Pickles;
using Distillery.Shared;

namespace Distillery.GpuNode.Weights;

/// <summary>The form of torch.save before PyTorch 1.6: five pickles (magic number, protocol, facts about the machine,
/// the object, the keys of the storages), then for each key an element count of 8 bytes and the elements.</summary>
internal sealed class LegacyPyTorchFile : IStorageSource
{
    private const long Protocol = 1001;

    private static readonly BigInteger Magic =
        BigInteger.Parse("1950a86a20f9469cfc6c", NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private readonly WeightsInput _input;
    private readonly Dictionary<string, (long Offset, long ByteCount)> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _storages = new(StringComparer.Ordinal);

    /// <exception cref="UserErrorException">The file is no such file, damaged, or big-endian.</exception>
    public LegacyPyTorchFile(WeightsInput input)
    {
        _input = input;
        input.Stream.Position = 0;
        if (NextPickle().Root is not BigInteger magic || magic != Magic)
            throw input.Unusable("it is a Python pickle, but not one of torch.save");
        if (NextPickle().Root is not Protocol) throw input.Damaged($"its protocol is not {Protocol}");
        CheckByteOrder(NextPickle().Root);
        PickleContent content = NextPickle();
        Root = content.Root;
        LocateStorages(Keys(NextPickle().Root), content.Storages);
    }

    /// <summary>The object that was saved.</summary>
    public object? Root { get; }

    public ReadOnlyMemory<byte> Read(StorageReference storage)
    {
        if (_storages.TryGetValue(storage.Key, out byte[]? bytes)) return CheckLength(storage, bytes);
        if (!_places.TryGetValue(storage.Key, out (long Offset, long ByteCount) place))
            throw _input.Damaged($"it has no storage '{storage.Key}'");
        _storages[storage.Key] = bytes = _input.Read(place.Offset, place.ByteCount, $"storage '{storage.Key}'");
        return CheckLength(storage, bytes);
    }

    private PickleContent NextPickle() => PickleReader.Read(_input.Stream, _input);

    private void CheckByteOrder(object? machine)
    {
        if (machine is not PickleMap map) throw _input.Damaged("its facts about the machine are no dictionary");
        if (map.Items.Any(item => item is { Key: "little_endian", Value: false }))
            throw _input.Unusable("its byte order is 'big', and only 'little' is read");
    }

    private List<string> Keys(object? keys)
    {
        if (keys is not PickleList list || list.Items.Any(key => key is not string))
            throw _input.Damaged("its keys of storages are no list of strings");
        return [.. list.Items.Cast<string>()];
    }

    /// <summary>Finds where each storage stands. The file gives counts of elements but not their types, so the
    /// storages of all tensors are needed, whether their tensors are wanted or not.</summary>
    private void LocateStorages(List<string> keys, IReadOnlyDictionary<string, StorageReference> references)
    {
        long position = _input.Stream.Position;
        foreach (string key in keys)
        {
            if (!references.TryGetValue(key, out StorageReference? storage))
                throw _input.Damaged($"storage '{key}' belongs to no tensor");
            long count = BinaryPrimitives.ReadInt64LittleEndian(
                _input.Read(position, sizeof(long), $"the length of storage '{key}'"));
            if (count != storage.ElementCount)
                throw _input.Damaged($"storage '{key}' should have {storage.ElementCount} elements and has {count}");
            position += sizeof(long);
            long byteCount = count * storage.Type.SizeInBytes();
            long bytesLeft = _input.Length - position;
            if (byteCount > bytesLeft)
                throw _input.Damaged($"storage '{key}' needs {byteCount} bytes and {bytesLeft} are left");
            if (!_places.TryAdd(key, (position, byteCount))) throw _input.Damaged($"it has storage '{key}' twice");
            position += byteCount;
        }
    }

    private byte[] CheckLength(StorageReference storage, byte[] bytes)
    {
        long wanted = storage.ElementCount * storage.Type.SizeInBytes();
        return bytes.Length >= wanted
            ? bytes
            : throw _input.Damaged($"storage '{storage.Key}' needs {wanted} bytes and has {bytes.Length}");
    }
}
