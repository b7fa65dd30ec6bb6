using System.Numerics;
using System.Runtime.InteropServices;
using Distillery.GpuNode.Tensors;
using Distillery.Shared;

namespace Distillery.GpuNode.Data;

/// <summary>Turns bytes into what a network sees: (x/255 - mean)/std in single precision, channel by channel. Images travel
/// as bytes until here, so that a device gets a quarter of the data.</summary>
/// <remarks>The three operations are those of torchvision's ToTensor and Normalize, each rounded as IEEE 754 says, so that
/// every processor gives the same bits. Immutable: any number of threads may use it.</remarks>
public sealed class Normalization
{
    private const float White = 255;

    private readonly float[] _mean;
    private readonly float[] _std;

    /// <param name="mean">Of each channel, where white is 1.</param>
    /// <param name="std">The standard deviation of each channel, above 0, where white is 1.</param>
    /// <exception cref="UserErrorException">The lists differ in length, or a value cannot be used.</exception>
    public Normalization(float[] mean, float[] std)
    {
        bool isUsable = mean.Length == std.Length && mean.All(float.IsFinite)
            && std.All(deviation => float.IsFinite(deviation) && deviation > 0);
        if (!isUsable)
        {
            throw new UserErrorException(
                $"The mean ({string.Join(", ", mean)}) or standard deviation ({string.Join(", ", std)}) cannot be used.",
                "Give data.mean finite values and data.std finite values above 0, one for each channel.");
        }
        (_mean, _std) = (mean, std);
    }

    /// <summary>Of each channel, where white is 1.</summary>
    public IReadOnlyList<float> Mean => _mean;

    /// <summary>Of each channel, where white is 1.</summary>
    public IReadOnlyList<float> Std => _std;

    /// <summary>How many channels the images have.</summary>
    public int Channels => _mean.Length;

    /// <summary>Normalises images in host memory.</summary>
    /// <param name="bytes">Whole images of the shape.</param>
    /// <param name="values">As many values as bytes.</param>
    public void Apply(ReadOnlySpan<byte> bytes, ImageShape shape, Span<float> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(shape.Channels, Channels);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, bytes.Length);
        int plane = shape.Height * shape.Width;
        for (int start = 0, channel = 0; start < bytes.Length; start += plane, channel = (channel + 1) % Channels)
            ApplyPlane(bytes.Slice(start, plane), _mean[channel], _std[channel], values.Slice(start, plane));
    }

    /// <summary>The images of a batch, normalised on the device that computes with them.</summary>
    /// <returns>[count, channels, height, width] in single precision, of the caller's scope.</returns>
    public Tensor ToTensor(HostBatch batch, Device device) =>
        ToTensor(batch.Pixels.AsMemory(0, batch.Count * batch.Shape.ValueCount), batch.Count, batch.Shape, device);

    /// <summary>Images one after the other, normalised on the device that computes with them.</summary>
    /// <returns>[count, channels, height, width] in single precision, of the caller's scope.</returns>
    public Tensor ToTensor(Memory<byte> pixels, int count, ImageShape shape, Device device)
    {
        long[] extents = [count, shape.Channels, shape.Height, shape.Width];
        if (device.type != DeviceType.CPU) return OnDevice(HostTensor.Over(pixels, extents).to(device), device);
        Tensor images = empty(extents, ScalarType.Float32);
        Apply(pixels.Span, shape, images.HostSpan<float>());
        return images;
    }

    /// <summary>Divisors are tensors, for a device multiplies with the rounded inverse of a plain number.</summary>
    private Tensor OnDevice(Tensor pixels, Device device)
    {
        Tensor white = HostTensor.From<float>([White], 1).to(device);
        Tensor mean = HostTensor.From<float>(_mean, 1, Channels, 1, 1).to(device);
        Tensor std = HostTensor.From<float>(_std, 1, Channels, 1, 1).to(device);
        return ((pixels.to(ScalarType.Float32) / white) - mean) / std;
    }

    private static void ApplyPlane(ReadOnlySpan<byte> bytes, float mean, float std, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++) values[i] = bytes[i];
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(values);
        Vector<float> white = new(White), means = new(mean), deviations = new(std);
        for (int i = 0; i < vectors.Length; i++) vectors[i] = ((vectors[i] / white) - means) / deviations;
        for (int i = vectors.Length * Vector<float>.Count; i < values.Length; i++)
            values[i] = ((values[i] / White) - mean) / std;
    }
}
