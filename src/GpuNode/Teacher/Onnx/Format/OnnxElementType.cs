namespace Distillery.GpuNode.Teacher.Onnx.Format;

/// <summary>What a tensor is made of: TensorProto.DataType of onnx.proto, as far as a file's sizes can be checked by it.</summary>
internal enum OnnxElementType
{
    Undefined = 0, Float = 1, Uint8 = 2, Int8 = 3, Uint16 = 4, Int16 = 5, Int32 = 6, Int64 = 7, String = 8, Bool = 9, Float16 = 10, Double = 11,
    Uint32 = 12, Uint64 = 13, Complex64 = 14, Complex128 = 15, Bfloat16 = 16, Float8E4M3Fn = 17, Float8E4M3Fnuz = 18, Float8E5M2 = 19,
    Float8E5M2Fnuz = 20, Uint4 = 21, Int4 = 22,
}

internal static class OnnxElementTypes
{
    /// <summary>Bits of one element in raw data; null where they have no fixed number, or the type is newer than this list.</summary>
    internal static int? Bits(this OnnxElementType type) => type switch
    {
        OnnxElementType.Uint4 or OnnxElementType.Int4 => 4,
        OnnxElementType.Uint8 or OnnxElementType.Int8 or OnnxElementType.Bool
            or (>= OnnxElementType.Float8E4M3Fn and <= OnnxElementType.Float8E5M2Fnuz) => 8,
        OnnxElementType.Uint16 or OnnxElementType.Int16 or OnnxElementType.Float16 or OnnxElementType.Bfloat16 => 16,
        OnnxElementType.Float or OnnxElementType.Int32 or OnnxElementType.Uint32 => 32,
        OnnxElementType.Int64 or OnnxElementType.Uint64 or OnnxElementType.Double or OnnxElementType.Complex64 => 64,
        OnnxElementType.Complex128 => 128,
        _ => null,
    };
}
