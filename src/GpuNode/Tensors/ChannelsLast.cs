namespace Distillery.GpuNode.Tensors;

/// <summary>The order of memory in which convolutions are fastest: the channels of a pixel side by side.</summary>
public static class ChannelsLast
{
    private static readonly long[] PixelsFirst = [0, 2, 3, 1];
    private static readonly long[] ChannelsFirst = [0, 3, 1, 2];

    /// <summary>The same values in that order of memory; the shape stays. A tensor that has it already is given back.</summary>
    /// <param name="images">[batch, channels, height, width].</param>
    public static Tensor Of(Tensor images)
    {
        Tensor pixels = images.permute(PixelsFirst);
        return pixels.is_contiguous() ? images : pixels.contiguous().permute(ChannelsFirst);
    }
}
