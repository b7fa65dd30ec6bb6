namespace Distillery.GpuNode.Layers;

/// <summary>Adds up multiply-accumulates of convolutions and linear layers, the two kinds that the literature counts.</summary>
public sealed class MacCounter : IForwardObserver
{
    public long Total { get; private set; }

    public void Observe(ForwardOperation operation) => Total += operation switch
    {
        // Each output entry is one dot product over the kernel and the input channels of its group.
        ForwardOperation.Convolution conv => conv.Output.numel() * conv.Weight.numel() / conv.Weight.shape[0],
        ForwardOperation.Linear linear => linear.Output.numel() * linear.Weight.shape[1],
        _ => 0,
    };
}
