using Distillery.GpuNode.Parameters;

namespace Distillery.GpuNode.Layers;

/// <summary>A fully connected layer. Input [batch, inputs], output [batch, outputs].</summary>
public sealed class Linear : Layer
{
    /// <param name="initializer">Null: PyTorch's default for linear layers.</param>
    /// <param name="biasInitializer">Null: the same.</param>
    public Linear(int inputs, int outputs, Initializer? initializer = null, Initializer? biasInitializer = null)
    {
        DeclareParameter("weight", [outputs, inputs], initializer ?? Initializer.FanInUniform(inputs));
        DeclareParameter("bias", [outputs], biasInitializer ?? Initializer.FanInUniform(inputs));
    }

    public override Tensor forward(Tensor input)
    {
        Tensor weight = get_parameter("weight")!;
        Tensor bias = get_parameter("bias")!;
        Tensor output = nn.functional.linear(input, weight, bias);
        State.Observer?.Observe(new ForwardOperation.Linear(input, output, weight, bias));
        return output;
    }
}
