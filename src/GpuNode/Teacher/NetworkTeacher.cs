using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;

namespace Distillery.GpuNode.Teacher;

/// <summary>A teacher of one of the product's own architectures, in evaluation mode, in this process.</summary>
public sealed class NetworkTeacher : ITeacher
{
    private readonly FlatWeights _weights;

    /// <param name="imageShape">[channels, height, width] of the images it will be asked about.</param>
    public NetworkTeacher(Network network, FlatWeights weights, ReadOnlySpan<long> imageShape)
    {
        Network = network;
        _weights = weights;
        network.Bind(weights);
        MacsPerImage = network.CountMacs(imageShape, weights.Parameters.device);
    }

    public long? MacsPerImage { get; }

    /// <summary>Bound to the weights.</summary>
    internal Network Network { get; }

    // Evaluation mode changes nothing in the network, so that threads need no lock.
    public Tensor Answer(Tensor images)
    {
        using IDisposable guard = no_grad();
        return Network.call(images);
    }

    public void Dispose()
    {
        Network.Dispose();
        _weights.Dispose();
    }
}
