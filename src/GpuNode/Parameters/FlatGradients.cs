using Distillery.Torch;

namespace Distillery.GpuNode.Parameters;

/// <summary>What one rank contributes to a step, as one flat vector: the gradient of every parameter, and behind it the
/// batch's own BatchNorm statistics. Averaging ranks averages both alike.</summary>
public sealed class FlatGradients : IDisposable
{
    public FlatGradients(FlatLayout parameters, FlatLayout buffers, Device device)
        : this(parameters, buffers, Tensor.Empty([parameters.Count + buffers.Count], ScalarType.Float32, device).ZeroInPlace())
    {
    }

    /// <param name="all">[parameters + buffers], Float32; it then belongs to this object.</param>
    public FlatGradients(FlatLayout parameters, FlatLayout buffers, Tensor all)
    {
        All = all;
        Parameters = All.Narrow(0, 0, parameters.Count);
        Statistics = All.Narrow(0, parameters.Count, buffers.Count);
    }

    /// <summary>[parameters + buffers], Float32.</summary>
    public Tensor All { get; }

    /// <summary>[parameters]: a view of the front of <see cref="All"/>.</summary>
    public Tensor Parameters { get; }

    /// <summary>[buffers]: a view of the rest.</summary>
    public Tensor Statistics { get; }

    public void Dispose()
    {
        Parameters.Dispose();
        Statistics.Dispose();
        All.Dispose();
    }
}
