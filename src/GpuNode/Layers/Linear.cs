using Distillery.GpuNode.Parameters;
using Distillery.Torch;

namespace Distillery.GpuNode.Layers;

/// <summary>A fully connected layer. Input [batch, inputs], output [batch, outputs].</summary>
public sealed class Linear(ForwardState state, Parameter weight, Parameter? bias)
{
    public Tensor Forward(Tensor input)
    {
        Tensor output = Functional.Linear(input, weight.Value, bias?.Value);
        state.Counter?.Add(output.Count * weight.Shape[1]);
        return output;
    }
}
