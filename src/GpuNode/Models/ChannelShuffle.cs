using Distillery.Torch;

namespace Distillery.GpuNode.Models;

/// <summary>Mixes the channels of groups (Zhang et al. 2018), so that the next grouped convolution sees all of them:
/// channel g · (channels / groups) + c moves to c · groups + g.</summary>
/// <remarks>libtorch's own channel_shuffle has no derivative.</remarks>
internal static class ChannelShuffle
{
    /// <param name="input">[batch, channels, height, width]; groups divide the channels.</param>
    internal static Tensor Apply(Tensor input, int groups)
    {
        if (groups == 1) return input;
        ReadOnlySpan<long> shape = input.Shape;
        Tensor grouped = input.View(shape[0], groups, shape[1] / groups, shape[2], shape[3]);
        return grouped.Transpose(1, 2).Reshape([.. shape]);
    }
}
