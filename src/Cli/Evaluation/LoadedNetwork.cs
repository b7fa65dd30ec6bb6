using Distillery.Cli.Runs;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Weights;

namespace Distillery.Cli.Evaluation;

/// <summary>An architecture with weights from a file, ready to answer.</summary>
internal sealed class LoadedNetwork : IDisposable
{
    private readonly Network[] _networks;

    private LoadedNetwork(Network[] networks, FlatWeights weights, long macs) =>
        (_networks, Weights, MacsPerImage) = (networks, weights, macs);

    internal FlatWeights Weights { get; }

    internal long MacsPerImage { get; }

    /// <summary>The instance of a worker; all share the weights.</summary>
    internal Network this[int worker] => _networks[worker];

    /// <param name="instances">How many threads will ask at once.</param>
    /// <exception cref="Distillery.Shared.UserErrorException">There is no such architecture, the weights are not its
    /// weights, or it cannot take these images.</exception>
    internal static LoadedNetwork Load(
        string architecture, string weightsPath, ImageShape shape, int classCount, int instances, Device device)
    {
        Network[] networks =
        [
            .. Enumerable.Range(0, instances).Select(
                _ => NetworkCatalog.Create(architecture, shape.Channels, classCount)),
        ];
        FlatWeights weights = networks[0].AllocateWeights(device);
        try
        {
            WeightArrays.Load(weights, WeightsFile.Read(weightsPath), weightsPath);
            foreach (Network network in networks) network.Bind(weights);
            long macs = NetworkFit.Guard(
                architecture, () => networks[0].CountMacs([shape.Channels, shape.Height, shape.Width], device));
            return new LoadedNetwork(networks, weights, macs);
        }
        catch
        {
            Dispose(networks, weights);
            throw;
        }
    }

    public void Dispose() => Dispose(_networks, Weights);

    private static void Dispose(Network[] networks, FlatWeights weights)
    {
        foreach (Network network in networks) network.Dispose();
        weights.Dispose();
    }
}
