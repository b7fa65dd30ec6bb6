using Distillery.GpuNode.Data;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Optimizers;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Weights;
using Distillery.Shared.Configuration;
using Distillery.Torch;

namespace Distillery.GpuNode.Training;

/// <summary>From configuration to a student and the state that its training changes.</summary>
public static class StudentFactory
{
    public static Network CreateNetwork(RunConfig config, DataSources data) =>
        NetworkCatalog.Create(config.Student.Architecture, (int)data.ImageShape[0], data.ClassCount);

    /// <exception cref="Distillery.Shared.UserErrorException">student.weights are not this architecture's.</exception>
    public static TrainingState CreateState(RunConfig config, DataSources data, Device device)
    {
        using Network network = CreateNetwork(config, data);
        FlatWeights weights = network.CreateWeights(config.Seed, device);
        if (config.Student.Weights is { } path) WeightArrays.Load(weights, WeightsFile.Read(path), path);
        IOptimizer optimizer = OptimizerFactory.Create(config.Train.Optimizer, weights.ParameterLayout.Count, device);
        return new TrainingState(weights, optimizer, config.Train.EmaDecay);
    }
}
