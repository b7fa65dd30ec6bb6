namespace Distillery.GpuNode.Parameters;

/// <summary>A network's parameters as one flat vector and its buffers as a second one. All ranks of a node share it; the
/// optimizer, checkpoints and checksums work on the two vectors.</summary>
public sealed class FlatWeights : IDisposable
{
    public FlatWeights(FlatLayout parameters, FlatLayout buffers, Device device)
    {
        ParameterLayout = parameters;
        BufferLayout = buffers;
        Parameters = FlatVector.Zeros(parameters.Count, device);
        Buffers = FlatVector.Zeros(buffers.Count, device);
    }

    public FlatLayout ParameterLayout { get; }

    public FlatLayout BufferLayout { get; }

    /// <summary>[parameters], Float32.</summary>
    public Tensor Parameters { get; }

    /// <summary>[buffers], Float32: the running statistics of BatchNorm.</summary>
    public Tensor Buffers { get; }

    /// <summary>Copies another network's weights of the same layout.</summary>
    public void CopyFrom(FlatWeights source)
    {
        using IDisposable guard = no_grad();
        Parameters.copy_(source.Parameters);
        Buffers.copy_(source.Buffers);
    }

    public void Dispose()
    {
        Parameters.Dispose();
        Buffers.Dispose();
    }
}
