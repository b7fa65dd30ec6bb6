using Distillery.Torch;

namespace Distillery.GpuNode.Layers;

/// <summary>Maximum over windows. Input [batch, channels, height, width].</summary>
/// <remarks>It takes its input in the order that convolutions compute in: libtorch's kernel for the other order works value
/// by value, and the next convolution would ask for this order anyway.</remarks>
public sealed class MaxPool2d(ForwardState state, int kernel, int stride, int padding)
{
    public Tensor Forward(Tensor input)
    {
        if (state.Format == MemoryFormat.ChannelsLast) input = input.Contiguous(MemoryFormat.ChannelsLast);
        return Functional.MaxPool2d(input, kernel, stride, padding);
    }
}
