namespace Distillery.GpuNode.Weights;

/// <summary>One tensor in a safetensors header; its bytes are [Begin, End) of the data after the header.</summary>
internal sealed record SafetensorsEntry(string Name, ScalarType Type, long[] Shape, long Begin, long End)
{
    public long ByteCount => End - Begin;
}
