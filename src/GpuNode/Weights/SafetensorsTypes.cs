namespace Distillery.GpuNode.Weights;

/// <summary>The names that the safetensors format gives to element types.</summary>
internal static class SafetensorsTypes
{
    private static readonly (ScalarType Type, string Name)[] Names =
    [
        (ScalarType.Float64, "F64"), (ScalarType.Float32, "F32"), (ScalarType.Float16, "F16"),
        (ScalarType.BFloat16, "BF16"), (ScalarType.Int64, "I64"), (ScalarType.Int32, "I32"),
        (ScalarType.Int16, "I16"), (ScalarType.Int8, "I8"), (ScalarType.Byte, "U8"), (ScalarType.Bool, "BOOL"),
    ];

    public static string AllNames => string.Join(", ", Names.Select(pair => pair.Name));

    public static string NameOf(ScalarType type) => Names.First(pair => pair.Type == type).Name;

    public static ScalarType? Find(string name)
    {
        foreach ((ScalarType type, string candidate) in Names)
        {
            if (candidate == name) return type;
        }
        return null;
    }
}
