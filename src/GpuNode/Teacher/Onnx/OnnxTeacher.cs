using Distillery.GpuNode.Data;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Teacher.Onnx.Recording;
using Distillery.GpuNode.Tensors;
using Distillery.Shared;
using Distillery.Shared.Configuration;
using Microsoft.ML.OnnxRuntime;

namespace Distillery.GpuNode.Teacher.Onnx;

/// <summary>A teacher that ONNX Runtime computes, in this process: of an ONNX file, or of a network of the catalogue.</summary>
public sealed class OnnxTeacher : ITeacher
{
    private const double SumTolerance = 1e-3; // How far probabilities may be from 1 together.

    private readonly OnnxSession _session;
    private readonly ImageLayout _layout;
    private readonly int _classCount;
    private readonly string _name;

    private OnnxTeacher(OnnxSession session, ImageLayout layout, int classCount, string name, long? macs) =>
        (_session, _layout, _classCount, _name, MacsPerImage) = (session, layout, classCount, name, macs);

    public long? MacsPerImage { get; }

    /// <summary>An ONNX file, checked by asking it about a few images that mean nothing.</summary>
    /// <param name="threads">That compute one answer together.</param>
    /// <exception cref="UserErrorException">It is no classifier of such images, or ONNX Runtime cannot use it.</exception>
    public static OnnxTeacher Load(string path, ImageShape images, int classCount, int threads) =>
        Load(OnnxClassifier.Read(path, images, classCount, ImageLayout.Auto), images, classCount, threads, Devices.Cpu);

    internal static OnnxTeacher Load(OnnxClassifier file, ImageShape images, int classCount, int threads, Device device)
    {
        OnnxSession session = OpenFile(file, threads, device);
        OnnxTeacher teacher = new(session, file.Layout, classCount, file.Path, macs: null);
        try
        {
            teacher.RequireLogits(images);
            return teacher;
        }
        catch
        {
            teacher.Dispose();
            throw;
        }
    }

    /// <summary>A network of the catalogue, whose weights are copied.</summary>
    /// <param name="network">Bound to its weights, in evaluation mode.</param>
    /// <param name="macs">Of one image.</param>
    /// <exception cref="NotSupportedException">The network has an operation that cannot be written as ONNX.</exception>
    internal static OnnxTeacher Of(
        Network network, string architecture, ImageShape images, int classCount, long? macs, int threads, Device device)
    {
        byte[] model = NetworkExport.Record(network, architecture, images, new StatedPreprocessing(null, null, classCount)).ToArray();
        OnnxSession session = OnnxSession.Open(model, NetworkExport.Images, NetworkExport.Logits, threads, CudaIndex(device));
        return new OnnxTeacher(session, ImageLayout.Nchw, classCount, architecture, macs);
    }

    /// <exception cref="UserErrorException">ONNX Runtime fails on these images.</exception>
    public Tensor Answer(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor ordered = _layout == ImageLayout.Nhwc ? images.permute(0, 2, 3, 1) : images;
        Tensor host = ordered.to(Devices.Cpu).to(ScalarType.Float32).contiguous();
        Tensor logits = empty([images.shape[0], _classCount], ScalarType.Float32);
        Run(host, logits);
        return logits.to(images.device).MoveToOuterDisposeScope();
    }

    public void Dispose() => _session.Dispose();

    private static OnnxSession OpenFile(OnnxClassifier file, int threads, Device device)
    {
        try
        {
            return OnnxSession.Open(file.Path, file.Input, file.Output, threads, CudaIndex(device));
        }
        catch (OnnxRuntimeException error)
        {
            throw new UserErrorException(
                $"ONNX Runtime {OnnxRuntimeLibrary.Version} cannot use {file.Path}: {FirstLine(error)}",
                "Export it with the operators of ONNX itself, of a version that this ONNX Runtime has.", error);
        }
    }

    /// <summary>Batches of two sizes, so that none is frozen in, whose answers must not be probabilities.</summary>
    private void RequireLogits(ImageShape images)
    {
        foreach (int count in (ReadOnlySpan<int>)[1, 3])
        {
            using DisposeScope scope = NewDisposeScope();
            float[] logits = Answer(RandomImages.Create(count, images)).ToArray<float>();
            bool areProbabilities = logits.Chunk(_classCount)
                .All(row => row.All(value => value >= 0) && Math.Abs(row.Sum() - 1) < SumTolerance);
            if (!areProbabilities) continue;
            throw new UserErrorException(
                $"{_name} gives probabilities, but distillation needs what comes before them: logits",
                "Export it without its last Softmax.");
        }
    }

    private void Run(Tensor images, Tensor logits)
    {
        try
        {
            _session.Run(images.HostSpan<float>(), images.shape, logits.HostSpan<float>(), logits.shape);
        }
        catch (OnnxRuntimeException error)
        {
            throw new UserErrorException(
                $"the teacher {_name} failed on images {TensorBytes.Describe(images)}, asked for [{logits.shape[0]}, {_classCount}]: "
                + FirstLine(error),
                "Check that it takes batches of any size of such images, and tells the data's classes apart; "
                + "section data decides their shape, teacher.layout the order.", error);
        }
    }

    private static int? CudaIndex(Device device) => device.type == DeviceType.CUDA ? Math.Max(device.index, 0) : null;

    private static string FirstLine(OnnxRuntimeException error) => error.Message.Split('\n')[0];
}
