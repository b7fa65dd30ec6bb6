namespace Distillery.GpuNode.Teacher.Onnx.Format;

/// <summary>Settings of an operator, as AttributeProto has them.</summary>
internal static class OnnxAttribute
{
    private const long FloatKind = 1, IntegerKind = 2, IntegersKind = 7;

    internal static ProtobufMessage Float(string name, float value) => Named(name, FloatKind).Add(2, value);

    internal static ProtobufMessage Integer(string name, long value) => Named(name, IntegerKind).Add(3, value);

    internal static ProtobufMessage Integers(string name, params ReadOnlySpan<long> values)
    {
        ProtobufMessage attribute = Named(name, IntegersKind);
        foreach (long value in values) attribute.Add(8, value);
        return attribute;
    }

    private static ProtobufMessage Named(string name, long kind) => new ProtobufMessage().Add(1, name).Add(20, kind);
}
