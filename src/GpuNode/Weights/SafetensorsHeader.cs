using System.Text.Json;
using System.Text.Unicode;
using Distillery.Shared;

namespace Distillery.GpuNode.Weights;

/// <summary>Parses and checks a safetensors header: every rule of the format holds for what it returns.</summary>
internal sealed class SafetensorsHeader
{
    private readonly WeightsInput _input;
    private readonly long _dataBytes;
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly List<SafetensorsEntry> _entries = [];

    private SafetensorsHeader(WeightsInput input, long dataBytes) => (_input, _dataBytes) = (input, dataBytes);

    /// <summary>The tensors in the order of the header.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries => _entries;

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <param name="json">The header's bytes.</param>
    /// <param name="dataBytes">How many bytes the file has after the header.</param>
    /// <param name="input">The file, for the error messages.</param>
    /// <exception cref="UserErrorException">The header breaks a rule of the format.</exception>
    public static SafetensorsHeader Parse(byte[] json, long dataBytes, WeightsInput input)
    {
        if (!Utf8.IsValid(json)) throw input.Damaged("its header is not valid UTF-8");
        SafetensorsHeader header = new(input, dataBytes);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            header.ReadRoot(document.RootElement);
        }
        catch (JsonException error)
        {
            throw input.Damaged($"its header is not valid JSON ({error.Message.TrimEnd('.')})", error);
        }
        catch (InvalidOperationException error) // a string with half of a surrogate pair, which UTF-16 cannot hold
        {
            throw input.Damaged("its header has a string that is not valid Unicode", error);
        }
        header.CheckLayout();
        return header;
    }

    private void ReadRoot(JsonElement root)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (JsonProperty property in root.EnumerateObject())
        {
            string name = property.Name;
            if (!names.Add(name)) throw _input.Damaged($"its header names '{name}' twice");
            if (name == SafetensorsFormat.MetadataKey) ReadMetadata(property.Value);
            else _entries.Add(ReadEntry(name, property.Value));
        }
    }

    private void ReadMetadata(JsonElement metadata)
    {
        const string key = SafetensorsFormat.MetadataKey;
        if (metadata.ValueKind != JsonValueKind.Object) throw _input.Damaged($"'{key}' is not an object");
        foreach (JsonProperty property in metadata.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String)
                throw _input.Damaged($"'{key}' entry '{property.Name}' is not a string");
            if (!_metadata.TryAdd(property.Name, property.Value.GetString()!))
                throw _input.Damaged($"'{key}' has '{property.Name}' twice");
        }
    }

    private SafetensorsEntry ReadEntry(string name, JsonElement description)
    {
        if (description.ValueKind != JsonValueKind.Object)
            throw _input.Damaged($"the description of tensor '{name}' is not an object");
        Dictionary<string, JsonElement> values = new(StringComparer.Ordinal);
        foreach (JsonProperty property in description.EnumerateObject())
        {
            if (!values.TryAdd(property.Name, property.Value))
                throw _input.Damaged($"tensor '{name}' has '{property.Name}' twice");
        }
        ScalarType type = ReadType(name, values);
        long[] shape = ReadNumbers(name, SafetensorsFormat.ShapeKey, values);
        long[] offsets = ReadNumbers(name, SafetensorsFormat.OffsetsKey, values);
        if (offsets.Length != 2)
            throw _input.Damaged($"tensor '{name}' has {offsets.Length} data offsets; there must be 2");
        SafetensorsEntry entry = new(name, type, shape, offsets[0], offsets[1]);
        CheckSize(entry);
        return entry;
    }

    private ScalarType ReadType(string name, Dictionary<string, JsonElement> values)
    {
        const string key = SafetensorsFormat.TypeKey;
        if (!values.TryGetValue(key, out JsonElement value) || value.ValueKind != JsonValueKind.String)
            throw _input.Damaged($"tensor '{name}' has no '{key}'");
        string typeName = value.GetString()!;
        return SafetensorsTypes.Find(typeName) ?? throw _input.Unusable(
            $"tensor '{name}' has the dtype '{typeName}'; Distillery reads {SafetensorsTypes.AllNames}");
    }

    private long[] ReadNumbers(string name, string key, Dictionary<string, JsonElement> values)
    {
        if (!values.TryGetValue(key, out JsonElement list) || list.ValueKind != JsonValueKind.Array)
            throw _input.Damaged($"tensor '{name}' has no '{key}' list");
        long[] numbers = new long[list.GetArrayLength()];
        int count = 0;
        foreach (JsonElement element in list.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out long number) || number < 0)
            {
                throw _input.Damaged(
                    $"tensor '{name}' has {element.GetRawText()} in '{key}', which is no whole number of 0 or more");
            }
            numbers[count++] = number;
        }
        return numbers;
    }

    private void CheckSize(SafetensorsEntry entry)
    {
        string shape = ArraySize.Describe(entry.Shape);
        if (!ArraySize.TryByteCount(entry.Shape, entry.Type, out long byteCount))
            throw _input.Damaged($"tensor '{entry.Name}' has the shape {shape}, whose size overflows");
        if (entry.Begin > entry.End)
            throw _input.Damaged($"tensor '{entry.Name}' begins at {entry.Begin}, after its end at {entry.End}");
        if (entry.End > _dataBytes)
            throw _input.Damaged($"tensor '{entry.Name}' ends at {entry.End}, and the data at {_dataBytes}");
        if (entry.ByteCount != byteCount)
        {
            throw _input.Damaged($"tensor '{entry.Name}' of {SafetensorsTypes.NameOf(entry.Type)} {shape} takes "
                + $"{byteCount} bytes, and its offsets [{entry.Begin}, {entry.End}] give {entry.ByteCount}");
        }
    }

    /// <summary>The tensors must cover the data exactly: no overlap, no hole, nothing after the last.</summary>
    private void CheckLayout()
    {
        long covered = 0;
        string previous = "";
        foreach (SafetensorsEntry entry in _entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            (string name, long begin) = (entry.Name, entry.Begin);
            if (begin < covered)
                throw _input.Damaged($"tensor '{name}' begins at {begin}, inside {previous}, which ends at {covered}");
            if (begin > covered)
                throw _input.Damaged($"bytes {covered} to {begin}, before tensor '{name}', belong to no tensor");
            covered = entry.End;
            previous = $"tensor '{name}'";
        }
        if (covered != _dataBytes)
            throw _input.Damaged($"{_dataBytes - covered} bytes follow the last tensor, which ends at {covered}");
    }
}
