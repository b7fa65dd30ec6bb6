using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Distillery.GpuNode.Teacher.Onnx;

/// <summary>A network in ONNX Runtime: one input, one output, both Float32. Several threads may run it at once.</summary>
/// <remarks>The same input has the same bits as output, whatever thread asks and whatever else is computed meanwhile.</remarks>
internal sealed class OnnxSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly string[] _inputs, _outputs;

    private OnnxSession(InferenceSession session, string input, string output) =>
        (_session, _inputs, _outputs) = (session, [input], [output]);

    /// <param name="threads">That compute one answer together; with 1 the asking thread does it alone.</param>
    /// <param name="cudaDevice">Null for the CPU.</param>
    /// <exception cref="OnnxRuntimeException">ONNX Runtime cannot use the file.</exception>
    internal static OnnxSession Open(string path, string input, string output, int threads, int? cudaDevice)
    {
        OnnxRuntimeLibrary.Require();
        using SessionOptions options = Options(threads, cudaDevice);
        return new OnnxSession(new InferenceSession(path, options), input, output);
    }

    /// <summary>The same for a file in memory, with all its weights.</summary>
    internal static OnnxSession Open(byte[] model, string input, string output, int threads, int? cudaDevice)
    {
        OnnxRuntimeLibrary.Require();
        using SessionOptions options = Options(threads, cudaDevice);
        return new OnnxSession(new InferenceSession(model, options), input, output);
    }

    /// <summary>Computes over memory that stays where it is.</summary>
    /// <param name="outputShape">The shape that the output must have.</param>
    /// <exception cref="OnnxRuntimeException">The network does not take this input, or its output has another shape.</exception>
    internal unsafe void Run(ReadOnlySpan<float> input, long[] inputShape, Span<float> output, long[] outputShape)
    {
        fixed (float* from = input, to = output)
        {
            using OrtValue given = Value(from, input.Length, inputShape);
            using OrtValue answered = Value(to, output.Length, outputShape);
            _session.Run(_options, _inputs, [given], _outputs, [answered]);
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _options.Dispose();
    }

    private static unsafe OrtValue Value(float* data, int count, long[] shape) => OrtValue.CreateTensorValueWithData(
        OrtMemoryInfo.DefaultInstance, TensorElementType.Float, shape, (nint)data, (long)count * sizeof(float));

    private static SessionOptions Options(int threads, int? cudaDevice)
    {
        SessionOptions options = new()
        {
            IntraOpNumThreads = threads, InterOpNumThreads = 1, ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0"); // The cores belong to the ranks as well.
        options.AddSessionConfigEntry("session.use_deterministic_compute", "1");
        if (cudaDevice is { } device) options.AppendExecutionProvider_CUDA(device);
        return options;
    }
}
