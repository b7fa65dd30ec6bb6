namespace Distillery.Messages.Teachers;

/// <summary>In which form the pixels of a query travel: the smallest that loses no bit.</summary>
public enum PixelType
{
    /// <summary>Four bytes: whatever the images are.</summary>
    Float32 = 0,

    /// <summary>Two bytes: the upper half of single precision, where the lower half is zero.</summary>
    BFloat16 = 1,

    /// <summary>One byte: what a file held before it was normalised.</summary>
    UInt8 = 2,
}
