using Distillery.GpuNode.Data;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Teacher.Onnx.Format;

namespace Distillery.GpuNode.Teacher.Onnx.Recording;

/// <summary>A network of the catalogue as an ONNX file, with an open batch axis.</summary>
public static class NetworkExport
{
    internal const string Images = "images"; // [batch, channels, height, width], Float32, normalised
    internal const string Logits = "logits"; // [batch, classes], Float32

    private const string ArchitectureKey = "architecture";

    /// <param name="network">Bound to its weights, in evaluation mode.</param>
    /// <param name="architecture">Its name in the catalogue.</param>
    /// <param name="stated">What the file is to say of normalisation and classes.</param>
    /// <exception cref="NotSupportedException">The network has an operation that cannot be written.</exception>
    public static void Write(Stream stream, Network network, string architecture, ImageShape images, StatedPreprocessing stated) =>
        Record(network, architecture, images, stated).WriteTo(stream);

    /// <summary>The file as a message, for who keeps it in memory.</summary>
    internal static ProtobufMessage Record(Network network, string architecture, ImageShape images, StatedPreprocessing stated)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable guard = no_grad();
        OnnxGraph graph = new(architecture);
        graph.AddInput(new OnnxValue(Images, OnnxElementType.Float, [null, images.Channels, images.Height, images.Width]));
        NetworkRecorder recorder = new(network, graph, Images);
        Device device = network.parameters().First().device;
        network.State.Observer = recorder;
        try
        {
            Tensor logits = network.call(zeros([1, images.Channels, images.Height, images.Width], ScalarType.Float32, device));
            graph.AddOutput(new OnnxValue(Logits, OnnxElementType.Float, [null, logits.shape[1]]), recorder.Last);
        }
        finally
        {
            network.State.Observer = null;
        }
        graph.AddMetadata(ArchitectureKey, architecture);
        graph.AddMetadata(OnnxClassifier.PreprocessingKey, stated.ToJson());
        return graph.ToModel();
    }
}
