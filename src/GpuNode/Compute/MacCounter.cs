namespace Distillery.GpuNode.Compute;

/// <summary>Adds up multiply-accumulates of convolutions and linear layers, the two kinds that the literature counts.</summary>
public sealed class MacCounter
{
    public long Total { get; private set; }

    public void Add(long macs) => Total += macs;
}
