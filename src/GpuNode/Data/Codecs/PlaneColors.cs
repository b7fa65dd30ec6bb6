namespace Distillery.GpuNode.Data.Codecs;

/// <summary>What the planes of a decoded image stand for.</summary>
internal enum PlaneColors
{
    /// <summary>One plane.</summary>
    Grey,

    /// <summary>Brightness, blue difference and red difference, as JFIF defines them.</summary>
    YCbCr,

    /// <summary>Red, green and blue.</summary>
    Rgb,
}
