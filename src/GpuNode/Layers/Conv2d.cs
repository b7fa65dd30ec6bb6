using Distillery.GpuNode.Parameters;

namespace Distillery.GpuNode.Layers;

/// <summary>A two-dimensional convolution. Input [batch, inputs, height, width].</summary>
public sealed class Conv2d : Layer
{
    private static readonly long[] UnitDilation = [1, 1];

    private readonly int _stride, _padding, _groups;
    private readonly long[] _strides, _paddings;

    /// <param name="padding">Null: half the kernel, which keeps the size at stride 1.</param>
    /// <param name="initializer">Null: PyTorch's default for convolutions.</param>
    /// <param name="biasInitializer">Null: PyTorch's default.</param>
    public Conv2d(
        int inputs, int outputs, int kernel, int stride = 1, int? padding = null, int groups = 1, bool bias = false,
        Initializer? initializer = null, Initializer? biasInitializer = null)
    {
        (_stride, _padding, _groups) = (stride, padding ?? kernel / 2, groups);
        (_strides, _paddings) = ([_stride, _stride], [_padding, _padding]);
        Initializer byFanIn = Initializer.FanInUniform(inputs / groups * kernel * kernel);
        DeclareParameter("weight", [outputs, inputs / groups, kernel, kernel], initializer ?? byFanIn);
        if (bias) DeclareParameter("bias", [outputs], biasInitializer ?? byFanIn);
    }

    public override Tensor forward(Tensor input)
    {
        Tensor weight = get_parameter("weight")!;
        Tensor? bias = get_parameter("bias");
        Tensor output = nn.functional.conv2d(input, weight, bias, _strides, _paddings, UnitDilation, _groups);
        State.Observer?.Observe(
            new ForwardOperation.Convolution(input, output, weight, bias, _stride, _padding, _groups));
        return output;
    }
}
