using Distillery.GpuNode.Data;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Student;
using Distillery.GpuNode.Teacher.Asking;
using Distillery.GpuNode.Telemetry;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;
using Distillery.GpuNode.Work.Copies;
using Distillery.Messages.Membership;
using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;
using Distillery.Shared.Plans;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Work;

/// <summary>A run that this node has loaded: its data, networks, state and memory.</summary>
internal sealed class LoadedRun : IDisposable
{
    private const int RanksPerCore = 2; // One that computes, and one that waits for a teacher.
    private const int ServedAtOnce = 1; // Of samples, and on each device of the teacher: a node that trains lends what its ranks leave.

    private readonly Network[] _evaluationNetworks;
    private readonly RunParts _parts;

    private LoadedRun(
        RunParts parts, WorkerPool workers, NodeWorkOptions options, string runFolder, Action<WorkOutcome> tell, Action<Exception> broken)
    {
        _parts = parts;
        (Workers, Config, Copies) = (workers, parts.Config, parts.Copies);
        DataSources data = parts.Inputs.Data;
        DeviceCopy[] copies = [.. Enumerable.Range(0, workers.Count).Select(Copies.OfWorker)];
        _evaluationNetworks = Array.ConvertAll(copies, copy => EvaluationNetwork(copy.State));
        RunShapes shapes = new(Config, parts.Inputs, parts.Samples, parts.Layout);
        Plan = shapes.Plan;
        Facts = shapes.FactsWith(StudentFactory.CountMacs(_evaluationNetworks[0], Config, data, copies[0].Device.Torch));
        CheckpointsPath = RunFolder.CheckpointsPathIn(runFolder);
        Seats = new RankSeats(parts, options.Tell);
        Contributions = new RankContributions(parts.Layout, parts.Wire, parts.RankCount);
        Averages = new AverageVectors(parts.Layout, parts.Wire);
        Averager = new SliceAverager(parts.Layout, parts.Wire, parts.RankCount, Averages);
        EvaluationShare evaluation = new(
            data.Validation, Config.Evaluate.Batch, parts.RankCount,
            [.. _evaluationNetworks.Zip(copies, (network, copy) => (network, copy.Device.Torch))]);
        evaluation.Rehearse(workers);
        Computer = new StepComputer(parts, Plan, workers, Seats, Contributions, evaluation, tell);
        Applier = new StepApplier(parts, Plan, Averages);
        Transfer = new StateTransfer(State);
        Checkpoints = new CheckpointWriter(CheckpointsPath, options.Writer, State, tell, broken, meters: parts.Meters);
        Checkpoints.Rehearse();
    }

    internal RunConfig Config { get; }

    internal RunPlan Plan { get; }

    internal RunFacts Facts { get; }

    /// <summary>The fingerprint of its teacher; null without one.</summary>
    internal ulong? Teacher { get; private init; }

    /// <summary>What this process computes from a small input; null where the run promises no bits.</summary>
    internal ComputedBits? Bits { get; private init; }

    /// <summary>The fingerprint of its training set.</summary>
    internal ulong Data { get; private init; }

    /// <summary>The state, on each device.</summary>
    internal DeviceCopies Copies { get; }

    /// <summary>That of the first device.</summary>
    internal TrainingState State => Copies.First;

    internal WorkerPool Workers { get; }

    internal string CheckpointsPath { get; }

    internal RankSeats Seats { get; }

    internal RankContributions Contributions { get; }

    internal AverageVectors Averages { get; }

    internal SliceAverager Averager { get; }

    internal StepComputer Computer { get; }

    internal StepApplier Applier { get; }

    internal StateTransfer Transfer { get; }

    internal CheckpointWriter Checkpoints { get; }

    /// <exception cref="Distillery.Shared.UserErrorException">Data, teacher or student are not as configured.</exception>
    internal static LoadedRun Load(
        Welcome welcome, NodeWorkOptions options, NodeMeters meters, Action<WorkOutcome> tell, Action<Exception> broken,
        TimeProvider time, CancellationToken stop)
    {
        RunConfig config = ConfigLoader.Parse(welcome.Config, "the coordinator's configuration");
        TorchRuntime.Initialize(config.Deterministic);
        TorchRuntime.Threads = config.Train.Threads;
        WorkerPool workers = CreateWorkers(config, options);
        try
        {
            RunInputs inputs = options.LoadInputs(config, workers, stop);
            RunInputs unmetered = inputs; // What is computed to compare nodes is no teaching.
            inputs = inputs with { Teacher = meters.Around(inputs.Teacher) };
            IAnswerSource? answers = TeacherParts.AnswersFor(config, inputs, options, stop);
            RunParts parts = CreateParts(config, inputs, answers, options, workers, time, meters);
            meters.UseDevices(parts.Copies.All);
            return new LoadedRun(parts, workers, options, welcome.RunFolder, tell, broken)
            {
                Teacher = TeacherParts.Serve(config, inputs, options, ServedAtOnce),
                Data = SampleParts.Serve(config, inputs.Data, options, ServedAtOnce),
                Bits = BitsProbe.Agree([.. parts.Copies.All.Select(copy => (
                    copy.Device, BitsProbe.Compute(config, unmetered, copy.State, copy.Device.Torch, time)))]),
            };
        }
        catch
        {
            workers.Dispose();
            throw;
        }
    }

    /// <summary>Brings the state of a checkpoint, or at 0 the initial one, to the first device.</summary>
    /// <exception cref="Distillery.Shared.UserErrorException">The checkpoint is missing or damaged.</exception>
    internal RunTotals Restore(long appliedSteps)
    {
        if (appliedSteps > 0)
        {
            Checkpoint checkpoint = CheckpointReader.OpenStep(CheckpointsPath, appliedSteps);
            return CheckpointFiles.Restore(checkpoint, State).Totals;
        }
        using TrainingState initial = StudentFactory.CreateState(Config, _parts.Inputs.Data, Copies.All[0].Device.Torch);
        State.CopyFrom(initial);
        return new RunTotals();
    }

    public void Dispose()
    {
        Checkpoints.Dispose();
        Seats.Dispose();
        (_parts.Answers as IDisposable)?.Dispose();
        Contributions.Dispose();
        Averages.Dispose();
        foreach (Network network in _evaluationNetworks) network.Dispose();
        Copies.Dispose();
        Workers.Dispose();
    }

    private Network EvaluationNetwork(TrainingState state)
    {
        Network network = StudentFactory.CreateNetwork(Config, _parts.Inputs.Data);
        network.Bind(state.Evaluated);
        return network;
    }

    /// <summary>Where ranks wait for teachers in other processes, another one computes meanwhile. A device has a thread at least, and no
    /// device waits for another one's.</summary>
    private static WorkerPool CreateWorkers(RunConfig config, NodeWorkOptions options)
    {
        int devices = options.Devices.Count;
        int atOnce = Math.Max(devices, WorkerPool.CountFor(config.Train.Replicas, config.Train.Threads, options.Cores));
        bool isAsking = config.Methods[0].QueriesTeacher && !options.Roles.HasFlag(NodeRoles.Teacher);
        int count = isAsking ? Math.Max(devices, Math.Min(config.Train.Replicas, RanksPerCore * atOnce)) : atOnce;
        return new WorkerPool(count, config.Train.Threads, atOnce);
    }

    private static RunParts CreateParts(
        RunConfig config, RunInputs inputs, IAnswerSource? answers, NodeWorkOptions options, WorkerPool workers, TimeProvider time,
        NodeMeters meters)
    {
        SamplePlan samples = inputs.Data.CreatePlan(config);
        long totalSteps = RunShapes.TotalSteps(config, samples);
        DeviceCopies copies = new(options.Devices, workers, device => StudentFactory.CreateState(config, inputs.Data, device));
        IBatchPreparation preparation = SampleParts.PreparationFor(config, inputs.Data, options);
        FlatWeights weights = copies.First.Weights;
        SliceLayout layout = new(weights.ParameterLayout.Count + weights.BufferLayout.Count);
        return new RunParts(config, inputs, answers, preparation, copies, samples, layout, totalSteps, time, meters);
    }
}
