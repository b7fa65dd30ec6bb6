using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Weights;

internal static class SafetensorsWriter
{
    public static void Write(
        Stream stream, IReadOnlyList<NamedArray> arrays, IReadOnlyDictionary<string, string>? metadata)
    {
        CheckNames(arrays);
        // The sort is stable, so the result depends on the input alone.
        List<NamedArray> inDataOrder = [.. arrays.OrderByDescending(array => array.Type.SizeInBytes())];
        byte[] header = Header(arrays, BeginOffsets(inDataOrder), metadata);
        Span<byte> length = stackalloc byte[SafetensorsFormat.LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (NamedArray array in inDataOrder) stream.Write(array.Data.Span);
    }

    private static void CheckNames(IReadOnlyList<NamedArray> arrays)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (NamedArray array in arrays)
        {
            if (array.Name == SafetensorsFormat.MetadataKey)
                throw new ArgumentException($"the name '{array.Name}' is kept for metadata", nameof(arrays));
            if (!names.Add(array.Name))
                throw new ArgumentException($"two arrays are named '{array.Name}'", nameof(arrays));
        }
    }

    private static Dictionary<string, long> BeginOffsets(List<NamedArray> inDataOrder)
    {
        Dictionary<string, long> begins = new(StringComparer.Ordinal);
        long next = 0;
        foreach (NamedArray array in inDataOrder)
        {
            begins.Add(array.Name, next);
            next += array.Data.Length;
        }
        return begins;
    }

    private static byte[] Header(
        IReadOnlyList<NamedArray> arrays,
        Dictionary<string, long> begins,
        IReadOnlyDictionary<string, string>? metadata)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 }) WriteMetadata(json, metadata);
            foreach (NamedArray array in arrays) WriteEntry(json, array, begins[array.Name]);
            json.WriteEndObject();
        }
        int unpadded = SafetensorsFormat.LengthBytes + buffer.WrittenCount;
        int padding = -unpadded & (SafetensorsFormat.AlignmentBytes - 1);
        buffer.GetSpan(padding)[..padding].Fill(SafetensorsFormat.Padding);
        buffer.Advance(padding);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject(SafetensorsFormat.MetadataKey);
        foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, NamedArray array, long begin)
    {
        json.WriteStartObject(array.Name);
        json.WriteString(SafetensorsFormat.TypeKey, SafetensorsTypes.NameOf(array.Type));
        WriteNumbers(json, SafetensorsFormat.ShapeKey, array.Shape);
        WriteNumbers(json, SafetensorsFormat.OffsetsKey, [begin, begin + array.Data.Length]);
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string key, IReadOnlyList<long> numbers)
    {
        json.WriteStartArray(key);
        foreach (long number in numbers) json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
