using System.Runtime.InteropServices;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.Cli.Runs;

/// <summary>Whether a network can take the images of the data, found by one forward pass before anything depends on
/// it.</summary>
internal static class NetworkFit
{
    /// <summary>Multiply-accumulates of the student for one image.</summary>
    /// <exception cref="UserErrorException">There is no such architecture, or it cannot take these images.</exception>
    internal static long StudentMacs(RunConfig config, DataSources data)
    {
        using Network network = StudentFactory.CreateNetwork(config, data);
        using FlatWeights weights = network.AllocateWeights(Devices.Cpu);
        network.Bind(weights);
        return StudentFactory.CountMacs(network, config, data, Devices.Cpu);
    }

    /// <summary>Calls <paramref name="build"/>, and blames the images where libtorch refuses them.</summary>
    internal static T Guard<T>(string architecture, Func<T> build)
    {
        try
        {
            return build();
        }
        catch (ExternalException error)
        {
            throw new UserErrorException(
                $"{architecture} cannot take the images of this data: {TorchError.Sentence(error)}",
                "Set data.pad so that images have the size that the network is made for, such as 2 to bring 28x28 to "
                + "32x32, or choose another architecture.",
                error);
        }
    }
}
