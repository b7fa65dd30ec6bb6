using System.Runtime.InteropServices;
using Distillery.GpuNode.Teacher.Onnx.Format;
using Distillery.GpuNode.Tests.Data;

namespace Distillery.GpuNode.Tests.Teacher.Onnx;

/// <summary>Small ONNX files in a folder of their own, right and wrong ones: the mean over an image's pixels, then one linear
/// layer of ten classes. Weights are 0.5, 1.5, 2.5 …</summary>
internal sealed class OnnxFiles : IDisposable
{
    internal const int Classes = 10;

    private static readonly long?[] Images = [null, 1, 4, 4];

    private readonly TemporaryFolder _folder = new();

    internal string PathOf(string name) => _folder.File(name);

    public void Dispose() => _folder.Dispose();

    /// <param name="shape">Of the input; null for [batch, 1, 4, 4].</param>
    /// <param name="last">Adds operators behind the logits, whose name it gets, and gives the new name.</param>
    /// <param name="change">Adds what else a file may have.</param>
    internal string Write(
        long?[]? shape = null, OnnxElementType type = OnnxElementType.Float, int classes = Classes, bool statesClasses = true,
        bool isTransposed = false, string pooling = "GlobalAveragePool", Func<OnnxGraph, string, string>? last = null,
        Action<OnnxGraph>? change = null)
    {
        OnnxGraph graph = Inputs(shape, type);
        string x = isTransposed ? graph.AddNode("Transpose", ["images"], OnnxAttribute.Integers("perm", 0, 3, 1, 2)) : "images";
        string weight = graph.AddWeights("weight", OnnxElementType.Float, [1, classes], Weights(classes));
        string logits = Classify(graph, graph.AddNode(pooling, [x]), weight);
        return Save(graph, last?.Invoke(graph, logits) ?? logits, statesClasses ? classes : null, change);
    }

    /// <summary>One whose weights are described by <paramref name="weight"/>, a TensorProto without a name.</summary>
    internal string Write(ProtobufMessage weight)
    {
        OnnxGraph graph = Inputs(null, OnnxElementType.Float);
        graph.AddWeights("weight", weight.Add(8, "weight"));
        return Save(graph, Classify(graph, graph.AddNode("GlobalAveragePool", ["images"]), "weight"), Classes, null);
    }

    /// <summary>A TensorProto whose bytes lie in another file.</summary>
    internal static ProtobufMessage External(string location, long? offset = null, long? length = null)
    {
        ProtobufMessage tensor = new ProtobufMessage().Add(1, 1).Add(1, Classes).Add(2, (long)OnnxElementType.Float).Add(14, 1);
        Entry("location", location);
        if (offset is { } from) Entry("offset", $"{from}");
        if (length is { } count) Entry("length", $"{count}");
        return tensor;
        void Entry(string key, string value) => tensor.Add(13, new ProtobufMessage().Add(1, key).Add(2, value));
    }

    internal static byte[] Weights(int classes) =>
        MemoryMarshal.AsBytes<float>([.. Enumerable.Range(0, classes).Select(i => i + 0.5f)]).ToArray();

    internal string Save(string name, ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return PathOf(name);
    }

    private string Save(OnnxGraph graph, string logits, int? classes, Action<OnnxGraph>? change)
    {
        graph.AddOutput(new OnnxValue("logits", OnnxElementType.Float, [null, classes]), logits);
        change?.Invoke(graph);
        return Save("teacher.onnx", graph.ToModel().ToArray());
    }

    private static OnnxGraph Inputs(long?[]? shape, OnnxElementType type)
    {
        OnnxGraph graph = new("test");
        graph.AddInput(new OnnxValue("images", type, shape ?? Images));
        return graph;
    }

    private static string Classify(OnnxGraph graph, string pooled, string weight) =>
        graph.AddNode("MatMul", [graph.AddNode("Flatten", [pooled], OnnxAttribute.Integer("axis", 1)), weight]);
}
