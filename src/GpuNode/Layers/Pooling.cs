using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Layers;

/// <summary>Maximum over windows. Input [batch, channels, height, width].</summary>
/// <remarks>It takes its input in the order that convolutions compute in: libtorch's kernel for the other order works value
/// by value, and the next convolution would ask for this order anyway.</remarks>
public sealed class MaxPool2d(int kernel, int stride, int padding = 0) : Layer
{
    public override Tensor forward(Tensor input)
    {
        Tensor ordered = State.ChannelsLast ? ChannelsLast.Of(input) : input;
        Tensor output = nn.functional.max_pool2d(ordered, kernel, stride, padding);
        State.Observer?.Observe(new ForwardOperation.MaxPool(input, output, kernel, stride, padding));
        return output;
    }
}

/// <summary>Mean over windows; what lies outside of the image counts as zero. Input [batch, channels, height, width].</summary>
public sealed class AveragePool2d(int kernel, int stride, int padding) : Layer
{
    public override Tensor forward(Tensor input)
    {
        Tensor output = nn.functional.avg_pool2d(input, kernel, stride, padding);
        State.Observer?.Observe(new ForwardOperation.AveragePool(input, output, kernel, stride, padding));
        return output;
    }
}
