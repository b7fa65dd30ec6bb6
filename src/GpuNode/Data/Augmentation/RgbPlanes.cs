namespace Distillery.GpuNode.Data.Augmentation;

/// <summary>A prepared image of three planes, red, green and blue one after the other, that is changed in place.</summary>
internal readonly ref struct RgbPlanes(Span<byte> values, int width, int height)
{
    internal int Width { get; } = width;

    internal int Height { get; } = height;

    internal int PlaneSize { get; } = width * height;

    /// <summary>All three planes.</summary>
    internal Span<byte> Values { get; } = values;

    internal Span<byte> Plane(int index) => Values.Slice(index * PlaneSize, PlaneSize);
}
