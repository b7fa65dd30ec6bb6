namespace Distillery.GpuNode.Layers;

/// <summary>Mixes the channels of groups (Zhang et al. 2018), so that the next grouped convolution sees all of them:
/// channel g · (channels / groups) + c moves to c · groups + g. Input [batch, channels, height, width].</summary>
/// <remarks>libtorch's own channel_shuffle has no derivative.</remarks>
/// <param name="groups">They divide the channels.</param>
public sealed class ChannelShuffle(int groups) : Layer
{
    public override Tensor forward(Tensor input)
    {
        if (groups == 1) return input;
        long[] shape = input.shape;
        Tensor output = State.ChannelsLast
            ? ShufflePixels(input, shape)
            : input.view(shape[0], groups, shape[1] / groups, shape[2], shape[3]).transpose(1, 2).reshape(shape);
        State.Observer?.Observe(new ForwardOperation.ChannelShuffle(input, output, groups));
        return output;
    }

    // One copy, in the order of memory that the next convolution wants.
    private Tensor ShufflePixels(Tensor input, long[] shape)
    {
        Tensor pixels = input.permute(0, 2, 3, 1);
        Tensor grouped = pixels.reshape(shape[0], shape[2], shape[3], groups, shape[1] / groups);
        return grouped.transpose(3, 4).reshape(shape[0], shape[2], shape[3], shape[1]).permute(0, 3, 1, 2);
    }
}
