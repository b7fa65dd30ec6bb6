namespace Distillery.GpuNode.Data.Codecs;

/// <summary>Says how small an image may be decoded, once its extent is known.</summary>
internal interface IScaleChoice
{
    /// <returns>1, 2, 4 or 8: the divisor of both extents.</returns>
    int DivisorFor(int width, int height);
}
