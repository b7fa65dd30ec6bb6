using System.Runtime.InteropServices;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Optimizers;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Student;
using Distillery.GpuNode.Teacher.Asking;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Weights;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Training;

/// <summary>From configuration to a student and the state that its training changes.</summary>
public static class StudentFactory
{
    public static Network CreateNetwork(RunConfig config, DataSources data) =>
        NetworkCatalog.Create(config.Student.Architecture, (int)data.ImageShape[0], data.ClassCount);

    /// <summary>Multiply-accumulates of one image, which also tells whether the network takes images of this shape.</summary>
    /// <param name="network">Bound to weights.</param>
    /// <exception cref="UserErrorException">It does not.</exception>
    public static long CountMacs(Network network, RunConfig config, DataSources data, Device device)
    {
        try
        {
            return network.CountMacs(data.ImageShape, device);
        }
        catch (ExternalException error)
        {
            throw new UserErrorException(
                $"the student {config.Student.Architecture} does not take images of {string.Join('x', data.ImageShape)}: {TorchError.Sentence(error)}",
                "Set data.pad or data.size so that the images have the size that the architecture is made for; for most it is 32x32.",
                error);
        }
    }

    /// <exception cref="UserErrorException">student.weights are not this architecture's.</exception>
    public static TrainingState CreateState(RunConfig config, DataSources data, Device device)
    {
        using Network network = CreateNetwork(config, data);
        FlatWeights weights = network.CreateWeights(config.Seed, device);
        if (config.Student.Weights is { } path) WeightArrays.Load(weights, WeightsFile.Read(path), path);
        IOptimizer optimizer = OptimizerFactory.Create(config.Train.Optimizer, weights.ParameterLayout.Count, device);
        return new TrainingState(weights, optimizer, config.Train.EmaDecay);
    }

    /// <summary>A replica for one rank of the run.</summary>
    /// <param name="config">With a single method.</param>
    /// <param name="answers">Null when the method asks nobody.</param>
    /// <param name="contribution">Where its contribution shall be; null for memory of its own, on its device.</param>
    public static StudentReplica CreateReplica(
        RunConfig config, DataSources data, IAnswerSource? answers, FlatWeights weights, TimeProvider time,
        Tensor? contribution = null)
    {
        MethodConfig method = config.Methods[0];
        return new StudentReplica(
            CreateNetwork(config, data), weights, MethodParts.CreateSelector(method, config.Seed, config.Train.Batch),
            new Objective(method, config.Train.LabelSmoothing), answers,
            config.Train.Precision == Precision.Bfloat16, time, contribution);
    }

    /// <summary>Answers of a teacher in this process; null when the method asks nobody.</summary>
    /// <param name="config">With a single method.</param>
    public static IAnswerSource? LocalAnswers(RunConfig config, RunInputs inputs) =>
        config.Methods[0].QueriesTeacher && inputs.Teacher is { } teacher
            ? new SplitAnswers(new LocalAnswers(teacher), inputs.Data.ClassCount) : null;
}
