namespace Distillery.GpuNode.Layers;

/// <summary>Layers one after the other, named by their places: 0, 1, 2 …</summary>
/// <remarks>What lies between two of them is released at once. A pass for gradients keeps what it needs itself; in any other the next
/// layer finds memory that is still in the processor's cache.</remarks>
public sealed class Sequential : Layer
{
    private readonly List<Layer> _layers = [];

    public Sequential(params IEnumerable<Layer> layers)
    {
        foreach (Layer layer in layers) _layers.Add(Register(_layers.Count.ToString(), layer));
    }

    public override Tensor forward(Tensor input)
    {
        Tensor x = input;
        foreach (Layer layer in _layers)
        {
            Tensor next = layer.call(x);
            if (!ReferenceEquals(x, input) && !ReferenceEquals(x, next)) x.Dispose();
            x = next;
        }
        return x;
    }
}

/// <summary>max(input, 0), in the input's own memory.</summary>
public sealed class Relu : Layer
{
    public override Tensor forward(Tensor input) => Relu(input);
}

/// <summary>A part of a network between whose ends gradients take one way only: they reach its input when all of the block's own are
/// complete. So a replica can send what backward has passed while it goes on.</summary>
public abstract class Block : Layer;
