namespace Distillery.GpuNode.Parameters;

/// <summary>What one rank contributes to a step, as one flat vector: the gradient of every parameter, and behind it the
/// batch's own BatchNorm statistics. Averaging ranks averages both alike.</summary>
public sealed class FlatGradients : IDisposable
{
    public FlatGradients(FlatLayout parameters, FlatLayout buffers, Device device)
        : this(parameters, buffers, FlatVector.Zeros(parameters.Count + buffers.Count, device))
    {
    }

    /// <param name="all">[parameters + buffers], Float32; it then belongs to this object, and to no scope.</param>
    public FlatGradients(FlatLayout parameters, FlatLayout buffers, Tensor all)
    {
        All = all.DetachFromDisposeScope();
        Parameters = FlatVector.Part(All, 0, parameters.Count);
        Statistics = FlatVector.Part(All, parameters.Count, buffers.Count);
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
