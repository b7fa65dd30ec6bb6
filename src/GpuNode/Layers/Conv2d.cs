using Distillery.GpuNode.Parameters;
using Distillery.Torch;

namespace Distillery.GpuNode.Layers;

/// <summary>A two-dimensional convolution. Input [batch, inputs, height, width].</summary>
public sealed class Conv2d(
    ForwardState state, Parameter weight, Parameter? bias, int stride, int padding, int groups)
{
    private readonly long[] _stride = [stride, stride];
    private readonly long[] _padding = [padding, padding];

    public Tensor Forward(Tensor input)
    {
        if (state.Format == MemoryFormat.ChannelsLast) input = input.Contiguous(MemoryFormat.ChannelsLast);
        Tensor output = Functional.Conv2d(input, weight.Value, bias?.Value, _stride, _padding, groups);
        // Each output entry is one dot product over the kernel and the input channels of its group.
        state.Counter?.Add(output.Count * weight.Shape[1] * weight.Shape[2] * weight.Shape[3]);
        return output;
    }
}
