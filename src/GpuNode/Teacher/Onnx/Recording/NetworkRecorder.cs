using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Teacher.Onnx.Format;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Teacher.Onnx.Recording;

/// <summary>Writes down one forward pass of a network as an ONNX graph. Weights are copied from the tensors that the pass
/// reads.</summary>
internal sealed class NetworkRecorder : IForwardObserver
{
    private readonly OnnxGraph _graph;
    private readonly string _images;
    private readonly Dictionary<Tensor, string> _made = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, string> _weightNames = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _written = [];

    /// <param name="images">The name of the graph's input.</param>
    internal NetworkRecorder(Network network, OnnxGraph graph, string images)
    {
        (_graph, _images) = (graph, images);
        foreach ((string name, Tensor value) in network.named_parameters()) _weightNames.Add(value, name);
        foreach ((string name, Tensor value) in network.named_buffers()) _weightNames.Add(value, name);
    }

    /// <summary>The name of what the last operation made: the logits, after a whole pass.</summary>
    internal string Last { get; private set; } = "";

    /// <exception cref="NotSupportedException">The operation is one that is not written here, or reads what no observed one
    /// made.</exception>
    public void Observe(ForwardOperation operation) => _made[operation.Output] = Last = Record(operation);

    private string Record(ForwardOperation operation) => operation switch
    {
        ForwardOperation.Convolution conv => Convolution(conv),
        ForwardOperation.BatchNormalization norm => _graph.AddNode(
            "BatchNormalization",
            [Name(norm.Input), Weights(norm.Weight), Weights(norm.Bias), Weights(Running(norm.Mean)), Weights(Running(norm.Variance))],
            OnnxAttribute.Float("epsilon", (float)norm.Epsilon)),
        ForwardOperation.Linear linear => _graph.AddNode(
            "Gemm", [Name(linear.Input), Weights(linear.Weight), Weights(linear.Bias)], OnnxAttribute.Integer("transB", 1)),
        ForwardOperation.Relu relu => _graph.AddNode("Relu", [Name(relu.Input)]),
        ForwardOperation.MaxPool pool => _graph.AddNode(
            "MaxPool", [Name(pool.Input)], Window(pool.Kernel, pool.Stride, pool.Padding)),
        ForwardOperation.AveragePool pool => _graph.AddNode(
            "AveragePool", [Name(pool.Input)],
            [.. Window(pool.Kernel, pool.Stride, pool.Padding), OnnxAttribute.Integer("count_include_pad", 1)]),
        ForwardOperation.GlobalAveragePool pool => Flatten(_graph.AddNode("GlobalAveragePool", [Name(pool.Input)])),
        ForwardOperation.Flatten flatten => Flatten(Name(flatten.Input)),
        ForwardOperation.Add add => _graph.AddNode("Add", [Name(add.Left), Name(add.Right)]),
        ForwardOperation.Concatenation joined => _graph.AddNode(
            "Concat", [.. joined.Inputs.Select(Name)], OnnxAttribute.Integer("axis", 1)),
        ForwardOperation.ChannelSlice slice => _graph.AddNode(
            "Slice", [Name(slice.Input), Integers(slice.First), Integers(slice.First + slice.Count), Integers(1)]),
        ForwardOperation.ChannelShuffle shuffle => Shuffle(shuffle),
        _ => throw new NotSupportedException($"{operation.GetType().Name} is not written as ONNX"),
    };

    private string Convolution(ForwardOperation.Convolution conv)
    {
        string[] bias = conv.Bias is null ? [] : [Weights(conv.Bias)];
        return _graph.AddNode(
            "Conv", [Name(conv.Input), Weights(conv.Weight), .. bias],
            [.. Window((int)conv.Weight.shape[^1], conv.Stride, conv.Padding), OnnxAttribute.Integer("group", conv.Groups)]);
    }

    private string Flatten(string input) => _graph.AddNode("Flatten", [input], OnnxAttribute.Integer("axis", 1));

    // A zero in the shape of Reshape stands for the input's own size, which leaves the batch open.
    private string Shuffle(ForwardOperation.ChannelShuffle shuffle)
    {
        long[] shape = shuffle.Input.shape;
        long channels = shape[1], pixels = shape[2] * shape[3];
        string grouped = _graph.AddNode(
            "Reshape", [Name(shuffle.Input), Integers(0, shuffle.Groups, channels / shuffle.Groups, pixels)]);
        string turned = _graph.AddNode("Transpose", [grouped], OnnxAttribute.Integers("perm", 0, 2, 1, 3));
        return _graph.AddNode("Reshape", [turned, Integers(0, channels, shape[2], shape[3])]);
    }

    private static ProtobufMessage[] Window(int kernel, int stride, int padding) =>
    [
        OnnxAttribute.Integers("kernel_shape", kernel, kernel), OnnxAttribute.Integers("strides", stride, stride),
        OnnxAttribute.Integers("pads", padding, padding, padding, padding),
    ];

    private string Name(Tensor input)
    {
        if (_made.TryGetValue(input, out string? made)) return made;
        if (_made.Count > 0) throw new NotSupportedException("an operation reads a tensor that no observed operation made");
        return _made[input] = _images; // The images, perhaps in another order of memory.
    }

    private static Tensor Running(Tensor? statistics) =>
        statistics ?? throw new NotSupportedException("a pass that normalises by the batch's own statistics is not a function of one image");

    private string Weights(Tensor weights)
    {
        if (!_weightNames.TryGetValue(weights, out string? name))
            throw new NotSupportedException("an operation reads weights that are no parameter or buffer of the network");
        if (!_written.Add(name)) return name;
        byte[] values = new byte[weights.NumberOfElements * sizeof(float)];
        weights.CopyBytesTo(values);
        return _graph.AddWeights(name, OnnxElementType.Float, weights.shape, values);
    }

    private string Integers(params ReadOnlySpan<long> values)
    {
        string name = $"integers_{string.Join('_', values.ToArray())}";
        if (!_written.Add(name)) return name;
        byte[] bytes = new byte[values.Length * sizeof(long)];
        for (int i = 0; i < values.Length; i++) BitConverter.TryWriteBytes(bytes.AsSpan(i * sizeof(long)), values[i]);
        return _graph.AddWeights(name, OnnxElementType.Int64, [values.Length], bytes);
    }
}
