using Distillery.GpuNode.Averaging;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Optimizers;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Student;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;
using Distillery.Shared.Configuration;
using Distillery.Shared.Seeds;

namespace Distillery.Cli.Bench.Step;

/// <summary>The product's own training step with one rank: the classes that a run uses, fed with one random
/// batch.</summary>
internal sealed class ProductStep : IStepSide, IDisposable
{
    private const double LearningRate = 0.01;
    private const double Momentum = 0.9;
    private const double WeightDecay = 5e-4;

    private readonly WorkerPool _worker;
    private readonly HostBatch _batch;
    private readonly TrainingState _state;
    private readonly StudentReplica _replica;
    private readonly Network _evaluated;
    private readonly TimeProvider _time;

    /// <exception cref="Distillery.Shared.UserErrorException">There is no such architecture.</exception>
    internal ProductStep(StepShape shape, TimeProvider time)
    {
        TorchRuntime.Initialize(deterministic: false);
        _time = time;
        Network network = NetworkCatalog.Create(shape.Architecture, shape.Channels, shape.Classes);
        _evaluated = NetworkCatalog.Create(shape.Architecture, shape.Channels, shape.Classes);
        FlatWeights weights = network.CreateWeights(0, Devices.Cpu);
        _evaluated.Bind(weights);
        _state = new TrainingState(
            weights, new Sgd(weights.ParameterLayout.Count, Momentum, nesterov: false, WeightDecay, Devices.Cpu),
            averageDecay: null);
        MethodConfig supervised = new()
        {
            Name = MethodName.Supervised,
            Label = "supervised",
            LabelWeight = 1,
            Keep = shape.Batch,
            Midpoint = shape.Batch / 2.0,
        };
        _replica = new StudentReplica(
            network, weights, MethodParts.CreateSelector(supervised, 0, shape.Batch),
            new Objective(supervised, labelSmoothing: 0),
            teacher: null, narrow: false, time);
        _batch = RandomBatch(shape);
        _worker = new WorkerPool(1, shape.Threads);
    }

    internal long ParameterCount => _state.Weights.ParameterLayout.Count;

    public double Train(int steps) => Timed(() =>
    {
        for (int i = 0; i < steps; i++)
        {
            _replica.Compute(_batch);
            _state.Apply(
                GradientAverage.Of([_replica.Gradients]), LearningRate, clipNorm: null, StatisticsMomentum.OfStep(1));
        }
    });

    public double Forward(int steps) => Timed(() =>
    {
        using IDisposable guard = no_grad();
        for (int i = 0; i < steps; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            _evaluated.call(_batch.Images(Devices.Cpu));
        }
    });

    public void Dispose()
    {
        _worker.Dispose();
        _replica.Dispose();
        _evaluated.Dispose();
        _state.Dispose();
    }

    private double Timed(Action body)
    {
        double seconds = 0;
        _worker.Run(1, _ =>
        {
            long started = _time.GetTimestamp();
            body();
            seconds = _time.GetElapsedTime(started).TotalSeconds;
        });
        return seconds;
    }

    private static HostBatch RandomBatch(StepShape shape)
    {
        float[] halves = [.. Enumerable.Repeat(0.5f, shape.Channels)];
        HostBatch batch = new(
            new ImageShape(shape.Channels, shape.Pixels, shape.Pixels), shape.Batch, new Normalization(halves, halves))
        {
            Count = shape.Batch,
        };
        RandomStream stream = RandomStream.Named(0, "bench");
        for (int i = 0; i < batch.Pixels.Length; i++) batch.Pixels[i] = (byte)stream.NextInt(256);
        for (int i = 0; i < batch.Labels.Length; i++) batch.Labels[i] = stream.NextInt(shape.Classes);
        return batch;
    }
}
