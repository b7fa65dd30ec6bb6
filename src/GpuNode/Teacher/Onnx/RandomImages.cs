using Distillery.GpuNode.Data;
using Distillery.GpuNode.Tensors;
using Distillery.Shared.Seeds;

namespace Distillery.GpuNode.Teacher.Onnx;

/// <summary>Images that mean nothing, always the same: to compare networks by.</summary>
public static class RandomImages
{
    /// <returns>[count, channels, height, width], Float32, values from -1 to 1, on the host.</returns>
    public static Tensor Create(int count, ImageShape images)
    {
        RandomStream stream = RandomStream.Named(0, "export", count);
        float[] values = new float[count * images.ValueCount];
        for (int i = 0; i < values.Length; i++) values[i] = (float)(2 * stream.NextDouble() - 1);
        return HostTensor.From<float>(values, count, images.Channels, images.Height, images.Width);
    }
}
