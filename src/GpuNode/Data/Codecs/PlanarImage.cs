using Distillery.GpuNode.Data.Resampling;

namespace Distillery.GpuNode.Data.Codecs;

/// <summary>A decoded image in memory that is used again for the next one.</summary>
/// <remarks>Planes may be smaller than the image, as JPEG keeps colour. A plane's sample at column i covers the image's
/// columns from i/<see cref="ScaleX"/> to (i+1)/<see cref="ScaleX"/>.</remarks>
internal sealed class PlanarImage
{
    /// <summary>More pixels than these are refused, as an attack or a mistake: 8192 x 8192.</summary>
    internal const int MaximumPixels = 1 << 26;

    /// <summary>Memory above this is given back after the image, so that one giant does not stay with every
    /// thread.</summary>
    private const int KeptBytes = 8 << 20;

    private readonly byte[][] _planes = [[], [], []];
    private byte[] _interleaved = [];

    /// <summary>The extent of the whole image as the file states it, before any scaling.</summary>
    internal int FullWidth { get; private set; }

    /// <inheritdoc cref="FullWidth"/>
    internal int FullHeight { get; private set; }

    internal PlaneColors Colors { get; private set; }

    /// <summary>1 for grey, 3 otherwise.</summary>
    internal int PlaneCount => Colors == PlaneColors.Grey ? 1 : 3;

    private int[] Widths { get; } = new int[3];

    private int[] Heights { get; } = new int[3];

    private double[] ScaleX { get; } = new double[3];

    private double[] ScaleY { get; } = new double[3];

    /// <summary>The plane's bytes, of which rows of <see cref="PlaneView.Stride"/> bytes are used.</summary>
    internal PlaneView Plane(int index) => new(
        _planes[index], Widths[index], Widths[index], Heights[index], ScaleX[index], ScaleY[index]);

    /// <summary>Begins an image: says its extent and colours.</summary>
    internal void Begin(int fullWidth, int fullHeight, PlaneColors colors) =>
        (FullWidth, FullHeight, Colors) = (fullWidth, fullHeight, colors);

    /// <summary>Takes memory for a plane.</summary>
    /// <param name="scaleX">Columns of the plane for one column of the full image.</param>
    internal void SetPlane(int index, int width, int height, double scaleX, double scaleY)
    {
        (Widths[index], Heights[index], ScaleX[index], ScaleY[index]) = (width, height, scaleX, scaleY);
        Reserve(ref _planes[index], checked(width * height));
    }

    /// <summary>The memory of all planes; those that the image does not have may be empty.</summary>
    internal byte[][] PlaneMemory => _planes;

    internal int[] Strides => Widths;

    /// <summary>Memory for interleaved pixels on their way into the planes.</summary>
    internal Span<byte> Interleaved(int byteCount)
    {
        Reserve(ref _interleaved, byteCount);
        return _interleaved.AsSpan(0, byteCount);
    }

    /// <summary>Gives back what only a giant needed.</summary>
    internal void Trim()
    {
        for (int i = 0; i < _planes.Length; i++)
        {
            if (_planes[i].Length > KeptBytes) _planes[i] = [];
        }
        if (_interleaved.Length > KeptBytes) _interleaved = [];
    }

    private static void Reserve(ref byte[] memory, int byteCount)
    {
        if (memory.Length < byteCount) memory = GC.AllocateUninitializedArray<byte>(Math.Max(byteCount, 1 << 16));
    }
}
