using Distillery.GpuNode.Data.Codecs;

namespace Distillery.GpuNode.Data.Resampling;

/// <summary>Makes the wanted window out of a decoded image: grey or red, green and blue, plane after plane. One thread uses it at a
/// time.</summary>
internal sealed class ImageResampler
{
    private readonly PlaneResampler _planes = new();

    /// <param name="shape">Three channels, or one for grey; its extent is the window's.</param>
    internal void Resample(PlanarImage image, in ResampleWindow window, ImageShape shape, Span<byte> destination)
    {
        int size = shape.Height * shape.Width;
        int wanted = shape.Channels == 1 && image.Colors != PlaneColors.Rgb ? 1 : image.PlaneCount;
        Span<byte> colors = shape.Channels == 1 && wanted == 3 ? new byte[3 * size] : destination;
        for (int plane = 0; plane < wanted; plane++)
            _planes.Resample(image.Plane(plane), window, colors.Slice(plane * size, size));
        _planes.Trim();
        if (shape.Channels == 1)
        {
            // Brightness is the first plane of grey images and of JPEG's colours.
            if (wanted == 3) Grey.FromRgb(colors, destination);
        }
        else if (image.Colors == PlaneColors.YCbCr)
        {
            ColorConversion.ToRgb(colors[..size], colors.Slice(size, size), colors[(2 * size)..]);
        }
        else if (image.Colors == PlaneColors.Grey)
        {
            colors[..size].CopyTo(colors[size..]);
            colors[..size].CopyTo(colors[(2 * size)..]);
        }
    }
}
