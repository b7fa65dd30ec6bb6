namespace Distillery.GpuNode.Data.Resampling;

/// <summary>One plane of a decoded image.</summary>
/// <param name="ScaleX">Columns of the plane for one column of the full image.</param>
/// <param name="ScaleY">Rows of the plane for one row of the full image.</param>
internal readonly record struct PlaneView(
    byte[] Bytes, int Stride, int Width, int Height, double ScaleX, double ScaleY);
