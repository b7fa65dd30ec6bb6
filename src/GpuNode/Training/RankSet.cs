using Distillery.GpuNode.Data;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Student;
using Distillery.Shared.Configuration;
using Distillery.Shared.Plans;

namespace Distillery.GpuNode.Training;

/// <summary>All ranks of a run in one process and no cluster, from the first step on: a replica and a stream of batches each,
/// computed by the workers.</summary>
public sealed class RankSet : IDisposable
{
    private readonly WorkerPool _workers;
    private readonly List<StudentReplica> _replicas = [];
    private readonly List<TrainingBatches> _batches = [];

    /// <param name="stepCount">No more steps than these are computed.</param>
    public RankSet(
        RunConfig config, RunInputs inputs, FlatWeights weights, SamplePlan plan, long stepCount, WorkerPool workers,
        TimeProvider time)
    {
        _workers = workers;
        for (int rank = 0; rank < config.Train.Replicas; rank++)
        {
            _replicas.Add(StudentFactory.CreateReplica(
                config, inputs.Data, StudentFactory.LocalAnswers(config, inputs), weights, time));
            _batches.Add(new TrainingBatches(
                inputs.Data.Training, plan, config.Seed, rank, 0, stepCount, config.Data.Prefetch));
        }
        Contributions = [.. _replicas.Select(replica => replica.Gradients)];
    }

    /// <summary>By rank: what the last step computed.</summary>
    public IReadOnlyList<FlatGradients> Contributions { get; }

    /// <summary>Computes the next step's gradient on every rank at the current weights.</summary>
    public void ComputeStep() => _workers.Run(_replicas.Count, rank =>
    {
        HostBatch batch = _batches[rank].Take();
        _replicas[rank].Compute(batch);
        _batches[rank].Return(batch);
    });

    public void Dispose()
    {
        foreach (TrainingBatches batches in _batches) batches.Dispose();
        foreach (StudentReplica replica in _replicas) replica.Dispose();
    }
}
