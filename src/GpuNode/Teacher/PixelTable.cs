using Distillery.GpuNode.Data;

namespace Distillery.GpuNode.Teacher;

/// <summary>The bytes that normalised images were made of, and back: the values of a channel are 256 at most, so that a byte
/// says the same as a float.</summary>
public sealed class PixelTable
{
    private const int ByteValues = 256;

    private readonly float[] _values; // For each channel, the value of each byte.
    private readonly float[] _factors;
    private readonly float[] _offsets;
    private readonly int _pixels;

    public PixelTable(ImagePipeline pipeline)
    {
        Shape = pipeline.OutputShape;
        _pixels = Shape.Height * Shape.Width;
        _values = new float[Shape.Channels * ByteValues];
        for (int i = 0; i < _values.Length; i++)
        {
            int channel = i / ByteValues;
            _values[i] = ((i % ByteValues / 255f) - pipeline.Mean[channel]) / pipeline.Std[channel];
        }
        _factors = [.. pipeline.Std.Select(deviation => deviation * 255f)];
        _offsets = [.. pipeline.Mean.Select(mean => mean * 255f)];
    }

    /// <summary>Of one image.</summary>
    public ImageShape Shape { get; }

    /// <summary>Finds the bytes of one image.</summary>
    /// <returns>False when a value is none that a byte has: nothing may be lost.</returns>
    public bool TryEncode(ReadOnlySpan<float> image, Span<byte> bytes)
    {
        for (int channel = 0; channel < Shape.Channels; channel++)
        {
            ReadOnlySpan<float> table = _values.AsSpan(channel * ByteValues, ByteValues);
            (float factor, float offset) = (_factors[channel], _offsets[channel]);
            int end = (channel + 1) * _pixels;
            for (int i = channel * _pixels; i < end; i++)
            {
                float value = image[i];
                int nearest = (int)MathF.Round((value * factor) + offset);
                if ((uint)nearest >= ByteValues) return false;
                if (BitConverter.SingleToInt32Bits(table[nearest]) != BitConverter.SingleToInt32Bits(value)) return false;
                bytes[i] = (byte)nearest;
            }
        }
        return true;
    }

    /// <summary>The values of one image.</summary>
    public void Decode(ReadOnlySpan<byte> bytes, Span<float> image)
    {
        for (int channel = 0; channel < Shape.Channels; channel++)
        {
            ReadOnlySpan<float> table = _values.AsSpan(channel * ByteValues, ByteValues);
            int end = (channel + 1) * _pixels;
            for (int i = channel * _pixels; i < end; i++) image[i] = table[bytes[i]];
        }
    }
}
