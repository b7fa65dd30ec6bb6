namespace Distillery.GpuNode.Teacher.Onnx.Format;

/// <summary>An ONNX network in the making: operators in the order in which they compute, weights, what goes in and out, and texts
/// about it. Field numbers are those of onnx.proto.</summary>
/// <remarks>Of version 17 of the operators, which every ONNX Runtime since 1.12 has.</remarks>
internal sealed class OnnxGraph(string name)
{
    private const long IrVersion = 8; // Of the file's own form, the one that came with these operators.
    private const long OperatorVersion = 17;

    private readonly ProtobufMessage _values = new(); // Inputs, outputs and weights: fields of the graph.
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, string> _metadata = [];

    internal void AddInput(OnnxValue value) => _values.Add(11, Message(value));

    /// <param name="made">What the operator that makes it was said to make; it gets the output's name.</param>
    internal void AddOutput(OnnxValue value, string made)
    {
        for (int i = 0; i < _nodes.Count; i++) _nodes[i] = _nodes[i].Renamed(made, value.Name);
        _values.Add(12, Message(value));
    }

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
        _values.Add(5, tensor);
        return weights;
    }

    /// <returns>A name for what it makes, to be used as an input.</returns>
    internal string AddNode(string operation, IReadOnlyList<string> inputs, params IReadOnlyList<ProtobufMessage> attributes)
    {
        string made = $"{operation}_{_nodes.Count}";
        _nodes.Add(new Node(operation, made, inputs, made, attributes));
        return made;
    }

    /// <summary>The whole file.</summary>
    internal ProtobufMessage ToModel()
    {
        ProtobufMessage graph = new ProtobufMessage().Add(2, name);
        foreach (Node node in _nodes) graph.Add(1, node.ToMessage());
        graph.Add(_values);
        ProtobufMessage model = new ProtobufMessage()
            .Add(1, IrVersion)
            .Add(2, "distillery")
            .Add(3, typeof(OnnxGraph).Assembly.GetName().Version!.ToString(fieldCount: 3))
            .Add(8, new ProtobufMessage().Add(1, "").Add(2, OperatorVersion))
            .Add(7, graph);
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

    private sealed record Node(
        string Operation, string Name, IReadOnlyList<string> Inputs, string Output, IReadOnlyList<ProtobufMessage> Attributes)
    {
        internal Node Renamed(string from, string to) => this with
        {
            Inputs = [.. Inputs.Select(input => input == from ? to : input)], Output = Output == from ? to : Output,
        };

        internal ProtobufMessage ToMessage()
        {
            ProtobufMessage node = new();
            foreach (string input in Inputs) node.Add(1, input);
            node.Add(2, Output).Add(3, Name).Add(4, Operation);
            foreach (ProtobufMessage attribute in Attributes) node.Add(5, attribute);
            return node;
        }
    }
}
