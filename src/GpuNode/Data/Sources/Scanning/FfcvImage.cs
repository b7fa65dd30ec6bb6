namespace Distillery.GpuNode.Data.Sources.Scanning;

/// <summary>What a sample's metadata say of its image.</summary>
/// <param name="IsRaw">Whether it lies as pixels and not as JPEG.</param>
/// <param name="Place">The first byte's in the file.</param>
internal readonly record struct FfcvImage(bool IsRaw, int Width, int Height, long Place)
{
    /// <summary>What the pixels take.</summary>
    internal long PixelBytes => 3L * Width * Height;
}
