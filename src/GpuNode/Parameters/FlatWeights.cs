using Distillery.Torch;

namespace Distillery.GpuNode.Parameters;

/// <summary>A network's parameters as one flat vector and its buffers as a second one. All ranks of a node share it; the
/// optimizer, checkpoints and checksums work on the two vectors.</summary>
public sealed class FlatWeights : IDisposable
{
    public FlatWeights(FlatLayout parameters, FlatLayout buffers, Device device)
    {
        ParameterLayout = parameters;
        BufferLayout = buffers;
        Parameters = Tensor.Empty([parameters.Count], ScalarType.Float32, device).ZeroInPlace();
        Buffers = Tensor.Empty([buffers.Count], ScalarType.Float32, device).ZeroInPlace();
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
        using NoGrad guard = NoGrad.Begin();
        Parameters.CopyInPlace(source.Parameters);
        Buffers.CopyInPlace(source.Buffers);
    }

    public void Dispose()
    {
        Parameters.Dispose();
        Buffers.Dispose();
    }
}
