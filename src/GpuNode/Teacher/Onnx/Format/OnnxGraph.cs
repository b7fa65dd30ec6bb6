namespace Distillery.GpuNode.Teacher.Onnx.Format;

/// <summary>An ONNX network in the making: operators in the order in which they compute, weights, what goes in and out, and texts
/// about it. Field numbers are those of onnx.proto.</summary>
/// <remarks>Of version 17 of the operators, which every ONNX Runtime since 1.12 has.</remarks>
internal sealed class OnnxGraph(string name)
{
    private const long IrVersion = 8; // Of the file's own form, the one that came with these operators.
    private const long OperatorVersion = 17;

    private readonly ProtobufMessage _graph = new ProtobufMessage().Add(2, name);
    private readonly Dictionary<string, string> _metadata = [];
    private int _nodeCount;

    internal void AddInput(OnnxValue value) => _graph.Add(11, Message(value));

    internal void AddOutput(OnnxValue value) => _graph.Add(12, Message(value));

    internal void AddMetadata(string key, string value) => _metadata.Add(key, value);

    /// <param name="values">Little-endian; referred to until the graph is written.</param>
    /// <returns>The name, to be used as an input.</returns>
    internal string AddWeights(string weights, OnnxElementType type, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> values)
    {
        ProtobufMessage tensor = new();
        foreach (long size in shape) tensor.Add(1, size);
        return AddWeights(weights, tensor.Add(2, (long)type).Add(8, weights).Add(9, values));
    }

    /// <param name="tensor">A TensorProto of that name.</param>
    internal string AddWeights(string weights, ProtobufMessage tensor)
    {
        _graph.Add(5, tensor);
        return weights;
    }

    /// <param name="output">Null for a name of its own.</param>
    /// <returns>The output's name.</returns>
    internal string AddNode(
        string operation, ReadOnlySpan<string> inputs, ReadOnlySpan<ProtobufMessage> attributes = default, string? output = null)
    {
        string made = output ?? $"{operation.ToLowerInvariant()}_{_nodeCount}";
        ProtobufMessage node = new();
        foreach (string input in inputs) node.Add(1, input);
        node.Add(2, made).Add(3, $"{operation}_{_nodeCount++}").Add(4, operation);
        foreach (ProtobufMessage attribute in attributes) node.Add(5, attribute);
        _graph.Add(1, node);
        return made;
    }

    /// <summary>The whole file.</summary>
    internal ProtobufMessage ToModel()
    {
        ProtobufMessage model = new ProtobufMessage()
            .Add(1, IrVersion)
            .Add(2, "distillery")
            .Add(3, typeof(OnnxGraph).Assembly.GetName().Version!.ToString(fieldCount: 3))
            .Add(8, new ProtobufMessage().Add(1, "").Add(2, OperatorVersion))
            .Add(7, _graph);
        foreach ((string key, string value) in _metadata) model.Add(14, new ProtobufMessage().Add(1, key).Add(2, value));
        return model;
    }

    private static ProtobufMessage Message(OnnxValue value)
    {
        ProtobufMessage shape = new();
        for (int i = 0; i < value.Shape!.Count; i++)
        {
            shape.Add(1, value.Shape[i] is { } size
                ? new ProtobufMessage().Add(1, size)
                : new ProtobufMessage().Add(2, i == 0 ? "batch" : $"size_{i}"));
        }
        ProtobufMessage tensor = new ProtobufMessage().Add(1, (long)value.Type).Add(2, shape);
        return new ProtobufMessage().Add(1, value.Name).Add(2, new ProtobufMessage().Add(1, tensor));
    }
}
