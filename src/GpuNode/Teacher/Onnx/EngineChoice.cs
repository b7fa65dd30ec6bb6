using Distillery.GpuNode.Data;
using Distillery.GpuNode.Tensors;
using Distillery.Shared;
using Distillery.Shared.Configuration;
using Microsoft.ML.OnnxRuntime;

namespace Distillery.GpuNode.Teacher.Onnx;

/// <summary>Which engine computes a network of the catalogue: ONNX Runtime where it is to, and answers alike.</summary>
internal static class EngineChoice
{
    private const int ComparedImages = 4;
    private const double Tolerance = 1e-4; // Of the largest logit, at least 1: operators are fused and ordered differently.

    /// <summary>What ONNX Runtime makes of the network; null where libtorch is to compute it.</summary>
    /// <exception cref="UserErrorException">ONNX Runtime is asked for and cannot compute this network.</exception>
    internal static OnnxTeacher? TryOnnx(
        TeacherEngine engine, NetworkTeacher teacher, string architecture, ImageShape images, int classCount, int threads, Device device)
    {
        if (engine == TeacherEngine.Torch || (engine == TeacherEngine.Auto && !IsFaster(device))) return null;
        try
        {
            OnnxTeacher onnx = OnnxTeacher.Of(
                teacher.Network, architecture, images, classCount, teacher.MacsPerImage, threads, device);
            double distance = Distance(teacher, onnx, images, device);
            if (distance <= Tolerance) return onnx;
            onnx.Dispose();
            return OrRefuse($"its logits are off by {distance:G3} of the largest, where {Tolerance:G1} is allowed", null);
        }
        catch (Exception error) when (error is NotSupportedException or OnnxRuntimeException)
        {
            return OrRefuse(error.Message, error);
        }

        OnnxTeacher? OrRefuse(string reason, Exception? error) => engine == TeacherEngine.Auto
            ? null
            : throw new UserErrorException(
                $"ONNX Runtime does not answer like {architecture}: {reason}", "Set teacher.engine to torch, or to auto.", error);
    }

    /// <summary>On NVIDIA's devices only a build that has them computes there.</summary>
    private static bool IsFaster(Device device) => device.type == DeviceType.CPU || OnnxRuntimeLibrary.HasCuda;

    private static double Distance(ITeacher teacher, ITeacher other, ImageShape images, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor asked = RandomImages.Create(ComparedImages, images).to(device);
        float[] expected = teacher.Answer(asked).ToArray<float>(), answered = other.Answer(asked).ToArray<float>();
        double largest = Math.Max(1, expected.Max(value => Math.Abs((double)value)));
        return expected.Zip(answered, (left, right) => Math.Abs((double)left - right)).Max() / largest;
    }
}
