namespace Distillery.GpuNode.Data.Resampling;

/// <summary>Resizes a part of a plane. One thread uses it at a time; its memory serves one plane after the other.</summary>
/// <remarks>Columns first and then rows, each rounded to bytes, as Pillow does.</remarks>
internal sealed class PlaneResampler
{
    /// <summary>Memory above this is given back after use.</summary>
    private const int KeptBytes = 4 << 20;

    private readonly ResampleAxis _columns = new();
    private readonly ResampleAxis _rows = new();
    private byte[] _turned = [];
    private byte[] _narrowed = [];
    private byte[] _upright = [];
    private byte[] _resized = [];

    /// <summary>Writes a window of the resized part.</summary>
    /// <param name="window">Which part, in the full image's pixels, and what becomes of it.</param>
    /// <param name="destination">Height x width of the window, row by row.</param>
    internal void Resample(in PlaneView plane, in ResampleWindow window, Span<byte> destination)
    {
        SetAxis(_columns, window.Left, window.Right, plane.ScaleX, plane.Width, window.ScaledWidth, window.OffsetX, window.Width, window.Mirror);
        SetAxis(_rows, window.Top, window.Bottom, plane.ScaleY, plane.Height, window.ScaledHeight, window.OffsetY, window.Height, mirror: false);
        (int width, int height) = (_columns.End - _columns.First, _rows.End - _rows.First);

        int turnedStride = WeightedRows.StrideFor(height);
        Span<byte> turned = Reserve(ref _turned, width * turnedStride);
        ReadOnlySpan<byte> part = plane.Bytes.AsSpan((_rows.First * plane.Stride) + _columns.First);
        Transposition.Apply(part, plane.Stride, height, width, turned, turnedStride);

        Span<byte> narrowed = Reserve(ref _narrowed, window.Width * turnedStride);
        WeightedRows.Apply(turned, _columns.First, turnedStride, _columns, narrowed);

        int stride = WeightedRows.StrideFor(window.Width);
        Span<byte> upright = Reserve(ref _upright, height * stride);
        Transposition.Apply(narrowed, turnedStride, window.Width, height, upright, stride);

        bool isDense = stride == window.Width;
        Span<byte> resized = isDense ? destination : Reserve(ref _resized, window.Height * stride);
        WeightedRows.Apply(upright, _rows.First, stride, _rows, resized);
        for (int row = 0; row < window.Height && !isDense; row++)
            resized.Slice(row * stride, window.Width).CopyTo(destination[(row * window.Width)..]);
    }

    /// <summary>Gives back what only a giant needed.</summary>
    internal void Trim()
    {
        if (_turned.Length > KeptBytes) _turned = [];
        if (_narrowed.Length > KeptBytes) _narrowed = [];
        if (_upright.Length > KeptBytes) _upright = [];
    }

    private static void SetAxis(
        ResampleAxis axis, double start, double end, double scale, int extent, int scaledCount, int offset, int count, bool mirror)
    {
        double boxStart = Math.Min(start * scale, extent - 1); // A coarse plane of a small crop still has a sample.
        double boxEnd = Math.Min(end * scale, extent);
        int limitStart = (int)Math.Floor(boxStart);
        int limitEnd = Math.Clamp((int)Math.Ceiling(boxEnd), limitStart + 1, extent);
        axis.Set(boxStart, boxEnd, limitStart, limitEnd, scaledCount, offset, count, mirror);
    }

    private static Span<byte> Reserve(ref byte[] memory, int byteCount)
    {
        if (memory.Length < byteCount) memory = GC.AllocateUninitializedArray<byte>(byteCount);
        return memory.AsSpan(0, byteCount);
    }
}
