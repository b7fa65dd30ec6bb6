namespace Distillery.GpuNode.Data.Augmentation;

/// <summary>Moves, shears and turns an image: each pixel takes the nearest one of where it comes from; what comes from outside
/// is black. As Pillow's transform does with torchvision's matrices.</summary>
/// <param name="XOfX">A pixel's column comes from XOfX * x + XOfY * y + X,</param>
/// <param name="XOfY">counted from pixels' centres,</param>
/// <param name="X">.</param>
/// <param name="YOfX">and its row from YOfX * x + YOfY * y + Y.</param>
/// <param name="YOfY">.</param>
/// <param name="Y">.</param>
internal readonly record struct AffineOperation(
    double XOfX, double XOfY, double X, double YOfX, double YOfY, double Y)
{
    internal static AffineOperation ShearX(double slope) => new(1, slope, 0, 0, 1, 0);

    internal static AffineOperation ShearY(double slope) => new(1, 0, 0, slope, 1, 0);

    internal static AffineOperation Move(int right, int down) => new(1, 0, -right, 0, 1, -down);

    /// <summary>Turns counter-clockwise around the middle.</summary>
    internal static AffineOperation Rotate(double degrees, int width, int height)
    {
        double angle = -degrees * Math.PI / 180;
        (double sine, double cosine) = Math.SinCos(angle);
        (double middleX, double middleY) = (width / 2.0, height / 2.0);
        return new AffineOperation(
            cosine, sine, middleX - (cosine * middleX) - (sine * middleY),
            -sine, cosine, middleY + (sine * middleX) - (cosine * middleY));
    }

    /// <param name="scratch">As large as the image.</param>
    internal void Apply(in RgbPlanes image, Span<byte> scratch)
    {
        image.Values.CopyTo(scratch);
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                int column = (int)Math.Floor((XOfX * (x + 0.5)) + (XOfY * (y + 0.5)) + X);
                int row = (int)Math.Floor((YOfX * (x + 0.5)) + (YOfY * (y + 0.5)) + Y);
                bool isInside = (uint)column < (uint)image.Width && (uint)row < (uint)image.Height;
                int to = (y * image.Width) + x;
                int from = (row * image.Width) + column;
                for (int plane = 0; plane < image.Values.Length; plane += image.PlaneSize)
                    image.Values[plane + to] = isInside ? scratch[plane + from] : (byte)0;
            }
        }
    }
}
