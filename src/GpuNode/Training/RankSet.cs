using Distillery.GpuNode.Data;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Student;
using Distillery.Shared.Configuration;
using Distillery.Shared.Plans;

namespace Distillery.GpuNode.Training;

/// <summary>All ranks of a run in one process: a replica and a stream of batches each, computed by the workers.</summary>
public sealed class RankSet : IDisposable
{
    private readonly WorkerPool _workers;
    private readonly List<StudentReplica> _replicas = [];
    private readonly List<TrainingBatches> _batches = [];

    /// <param name="firstStep">Batches of earlier steps are not read.</param>
    public RankSet(
        RunConfig config, RunInputs inputs, FlatWeights weights, SamplePlan plan, long firstStep, long lastStepExclusive,
        WorkerPool workers, TimeProvider time)
    {
        _workers = workers;
        MethodConfig method = config.Methods[0];
        for (int rank = 0; rank < config.Train.Replicas; rank++)
        {
            Network network = NetworkCatalog.Create(
                config.Student.Architecture, (int)inputs.Data.ImageShape[0], inputs.Data.ClassCount);
            _replicas.Add(new StudentReplica(
                network, weights, MethodParts.CreateSelector(method, config.Seed, config.Train.Batch),
                new Objective(method, config.Train.LabelSmoothing), method.QueriesTeacher ? inputs.Teacher : null,
                inputs.Data.ImageShape, config.Train.Precision == Precision.Bfloat16, time));
            _batches.Add(new TrainingBatches(
                inputs.Data.Training, inputs.Data.Pipeline, plan, config.Seed, rank, firstStep, lastStepExclusive,
                config.Data.Prefetch));
        }
        Contributions = [.. _replicas.Select(replica => replica.Gradients)];
    }

    /// <summary>By rank: what the last step computed.</summary>
    public IReadOnlyList<FlatGradients> Contributions { get; }

    /// <summary>Computes the next step's gradient on every rank at the current weights.</summary>
    /// <returns>By rank.</returns>
    public RankResult[] ComputeStep()
    {
        RankResult[] results = new RankResult[_replicas.Count];
        _workers.Run(_replicas.Count, rank =>
        {
            HostBatch batch = _batches[rank].Take();
            RankStep step = _replicas[rank].Compute(batch);
            results[rank] = new RankResult(
                step, batch.Epoch, batch.Indices.AsSpan(0, batch.Count).ToArray(), _batches[rank].LastWaitSeconds);
            _batches[rank].Return(batch);
        });
        return results;
    }

    public void Dispose()
    {
        foreach (TrainingBatches batches in _batches) batches.Dispose();
        foreach (StudentReplica replica in _replicas) replica.Dispose();
    }
}

/// <summary>One rank's part of a step.</summary>
/// <param name="Epoch">The epoch that the batch belongs to, from 0.</param>
/// <param name="Indices">The samples of the rank's batch, as numbers in the training set.</param>
/// <param name="DataWaitSeconds">How long it waited for its batch.</param>
public sealed record RankResult(RankStep Step, int Epoch, int[] Indices, double DataWaitSeconds);
