using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Layers;

/// <summary>Maximum over windows. Input [batch, channels, height, width].</summary>
/// <remarks>It takes its input in the order that convolutions compute in: libtorch's kernel for the other order works value
/// by value, and the next convolution would ask for this order anyway.</remarks>
public sealed class MaxPool2d(int kernel, int stride, int padding = 0) : Layer
{
    // libtorch's kernel takes as many channels at once as fit into a vector of the processor, and one by one what is left.
    private const int VectorLength = 16;

    public override Tensor forward(Tensor input)
    {
        Tensor output = IsByMaxima(input) ? ByMaxima(input) : nn.functional.max_pool2d(Ordered(input), kernel, stride, padding);
        State.Observer?.Observe(new ForwardOperation.MaxPool(input, output, kernel, stride, padding));
        return output;
    }

    private Tensor Ordered(Tensor input) => State.ChannelsLast ? ChannelsLast.Of(input) : input;

    /// <summary>With few channels the larger one of every two rows, and then columns, is there in a sixth of the time; its backward would
    /// be slower. The maximum is the same.</summary>
    private bool IsByMaxima(Tensor input) =>
        (kernel, stride, padding) == (2, 2, 0) && input.size(1) < VectorLength && input.device_type == DeviceType.CPU
        && !(is_grad_enabled() && input.requires_grad);

    private Tensor ByMaxima(Tensor input)
    {
        // An odd last row or column is in no window.
        (long lastRow, long lastColumn) = (input.size(2) & ~1L, input.size(3) & ~1L);
        Tensor rows = maximum(input.slice(2, 0, lastRow, 2), input.slice(2, 1, lastRow, 2));
        return Ordered(maximum(rows.slice(3, 0, lastColumn, 2), rows.slice(3, 1, lastColumn, 2)));
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
