namespace Distillery.GpuNode.Data.Resampling;

/// <summary>What to make of an image: a box of it is resized, and a window of the result is wanted.</summary>
/// <param name="Left">The box in the full image's pixels: from here</param>
/// <param name="Top">and here</param>
/// <param name="Right">to here, exclusive,</param>
/// <param name="Bottom">and here.</param>
/// <param name="ScaledWidth">The box resized.</param>
/// <param name="ScaledHeight">The box resized.</param>
/// <param name="OffsetX">Where the window begins in it.</param>
/// <param name="OffsetY">Where the window begins in it.</param>
/// <param name="Width">The window's extent.</param>
/// <param name="Height">The window's extent.</param>
/// <param name="Mirror">Whether left and right are exchanged.</param>
internal readonly record struct ResampleWindow(
    double Left, double Top, double Right, double Bottom, int ScaledWidth, int ScaledHeight, int OffsetX, int OffsetY,
    int Width, int Height, bool Mirror)
{
    /// <summary>A box resized as a whole.</summary>
    internal static ResampleWindow Whole(double left, double top, double width, double height, ImageShape shape, bool mirror) =>
        new(left, top, left + width, top + height, shape.Width, shape.Height, 0, 0, shape.Width, shape.Height, mirror);

    /// <summary>1, 2, 4 or 8: how many times smaller the source may be and still have all the pixels that the result
    /// needs.</summary>
    internal int LargestDivisor
    {
        get
        {
            double scale = Math.Min((Right - Left) / ScaledWidth, (Bottom - Top) / ScaledHeight);
            return scale switch { >= 8 => 8, >= 4 => 4, >= 2 => 2, _ => 1 };
        }
    }
}
