namespace Distillery.GpuNode.Teacher.Onnx.Format;

/// <summary>Reads what is said of tensors of weights, and holds it against the bytes that are there.</summary>
internal sealed class OnnxTensorReader(ProtobufReader reader)
{
    private const int LongestText = 1 << 16; // Bytes of a name or path.
    private const int TextBytes = 2; // Of an entry in a list of texts: at least its tag and its length.
    private const int MostElementsPerByte = 2; // Numbers of 4 bits.
    private const long MostDenseElements = 1L << 29; // Of a sparse tensor, which becomes 2 GB: a file cannot hold a larger dense one.
    private const int ExternalLocation = 1;

    private readonly HashSet<string> _weightNames = [];
    private readonly List<OnnxExternalData> _external = [];

    internal IReadOnlySet<string> WeightNames => _weightNames;

    internal IReadOnlyList<OnnxExternalData> External => _external;

    /// <summary>A TensorProto.</summary>
    internal void Read()
    {
        Facts facts = new();
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1: reader.Numbers(facts.Multiply); break;
                case 2: facts.Type = (OnnxElementType)reader.Number; break;
                case 6: facts.TypedBytes += reader.Length + TextBytes; break;
                case 4 or 5 or 7 or 10 or 11: facts.TypedBytes += reader.Length < 0 ? sizeof(int) : reader.Length; break;
                case 8: facts.Name = reader.Text(LongestText); break;
                case 9: facts.RawBytes = reader.Length; break;
                case 13: reader.Message(() => ReadExternal(facts)); break;
                case 14: facts.IsExternal = reader.Number == ExternalLocation; break;
            }
        }
        _weightNames.Add(facts.Name);
        if (facts.IsExternal) AddExternal(facts);
        else facts.CheckSize();
    }

    /// <summary>A SparseTensorProto, which ONNX Runtime makes dense.</summary>
    internal void ReadSparse()
    {
        Facts dense = new() { Name = "a sparse tensor" };
        while (reader.Next())
        {
            if (reader.Field is 1 or 2) reader.Message(Read);
            else if (reader.Field == 3) reader.Numbers(dense.Multiply);
        }
        if (dense.Elements > MostDenseElements)
            throw new InvalidDataException($"{dense.Name} would have {dense.Elements} elements");
    }

    private void ReadExternal(Facts facts)
    {
        string key = "", value = "";
        while (reader.Next())
        {
            if (reader.Field == 1) key = reader.Text(LongestText);
            else if (reader.Field == 2) value = reader.Text(LongestText);
        }
        if (key == "location") facts.Location = value;
        else if (key == "offset") facts.Offset = ParseSize(value);
        else if (key == "length") facts.Length = ParseSize(value);
    }

    private void AddExternal(Facts facts)
    {
        long needed = facts.Type.Bits() is { } bits ? BytesOf(facts.Elements, bits) : facts.Length ?? 0;
        if (facts.Length is { } stated && stated != needed)
            throw new InvalidDataException($"{facts.Name} has {stated} bytes in another file, but needs {needed}");
        _external.Add(new OnnxExternalData(facts.Name, facts.Location, facts.Offset, needed));
    }

    private static long ParseSize(string text) => long.TryParse(text, out long value) && value >= 0
        ? value
        : throw new InvalidDataException($"'{text}' is no place in a file of weights");

    /// <returns><see cref="long.MaxValue"/> where they are too many to count.</returns>
    private static long BytesOf(long elements, int bits)
    {
        Int128 bytes = ((Int128)elements * bits + 7) / 8;
        return bytes > long.MaxValue ? long.MaxValue : (long)bytes;
    }

    private sealed class Facts
    {
        internal string Name { get; set; } = "";

        internal OnnxElementType Type { get; set; }

        /// <summary>Of all dimensions; <see cref="long.MaxValue"/> where they are too many to count.</summary>
        internal long Elements { get; private set; } = 1;

        internal long RawBytes { get; set; } = -1;

        internal long TypedBytes { get; set; }

        internal bool IsExternal { get; set; }

        internal string Location { get; set; } = "";

        internal long Offset { get; set; }

        internal long? Length { get; set; }

        internal void Multiply(long size)
        {
            if (size < 0) throw new InvalidDataException("a tensor has a negative size");
            Int128 product = (Int128)Elements * size;
            Elements = product > long.MaxValue ? long.MaxValue : (long)product;
        }

        internal void CheckSize()
        {
            bool fits = RawBytes < 0
                ? Elements <= (Int128)TypedBytes * MostElementsPerByte
                : Type.Bits() is not { } bits || RawBytes == BytesOf(Elements, bits);
            if (fits) return;
            throw new InvalidDataException(
                $"the tensor '{Name}' should have {Elements} elements of type {Type}, but {Math.Max(RawBytes, TypedBytes)} bytes are there");
        }
    }
}
