using System.Runtime.InteropServices;

namespace Distillery.GpuNode.Data;

/// <summary>Where classes and pixels of prepared images lie in the payload of a message.</summary>
/// <param name="Count">How many images.</param>
/// <param name="Shape">Of each.</param>
internal readonly record struct SampleLayout(int Count, ImageShape Shape)
{
    internal int ByteCount => checked(Count * (sizeof(int) + Shape.ValueCount));

    internal Span<int> Labels(Span<byte> bytes) => MemoryMarshal.Cast<byte, int>(bytes[..(Count * sizeof(int))]);

    internal ReadOnlySpan<int> Labels(ReadOnlySpan<byte> bytes) => MemoryMarshal.Cast<byte, int>(bytes[..(Count * sizeof(int))]);

    internal Span<byte> Image(Span<byte> bytes, int row) =>
        bytes.Slice((Count * sizeof(int)) + (row * Shape.ValueCount), Shape.ValueCount);

    /// <summary>All images, one after the other, as they lie in a batch.</summary>
    internal ReadOnlySpan<byte> Pixels(ReadOnlySpan<byte> bytes) => bytes.Slice(Count * sizeof(int), Count * Shape.ValueCount);
}
