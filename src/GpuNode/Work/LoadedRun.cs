using Distillery.GpuNode.Data;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Optimizers;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Student;
using Distillery.GpuNode.Teacher.Asking;
using Distillery.GpuNode.Telemetry;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;
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
    private const int WorkersOfStudents = 1; // A node that trains lends others what its own ranks leave.

    private readonly Network[] _evaluationNetworks;
    private readonly RunParts _parts;

    private LoadedRun(
        RunParts parts, WorkerPool workers, string runFolder, string writer, Action<WorkOutcome> tell, Action<Exception> broken)
    {
        _parts = parts;
        (Workers, Config, State) = (workers, parts.Config, parts.State);
        DataSources data = parts.Inputs.Data;
        _evaluationNetworks = [.. Enumerable.Range(0, workers.Count).Select(_ => StudentFactory.CreateNetwork(Config, data))];
        foreach (Network network in _evaluationNetworks) network.Bind(State.Evaluated);
        RunShapes shapes = new(Config, parts.Inputs, parts.Samples, parts.Layout);
        Plan = shapes.Plan;
        Facts = shapes.FactsWith(StudentFactory.CountMacs(_evaluationNetworks[0], Config, data, parts.Device));
        CheckpointsPath = RunFolder.CheckpointsPathIn(runFolder);
        Seats = new RankSeats(parts);
        Contributions = new RankContributions(parts.Layout, parts.Wire);
        Averages = new AverageVectors(parts.Layout, parts.Wire);
        Averager = new SliceAverager(parts.Layout, parts.Wire, parts.RankCount, Averages);
        EvaluationShare evaluation = new(
            data.Validation, Config.Evaluate.Batch, parts.RankCount, _evaluationNetworks, parts.Device);
        evaluation.Rehearse(workers);
        Computer = new StepComputer(parts, Plan, workers, Seats, Contributions, evaluation, tell);
        Applier = new StepApplier(parts, Plan, Averages);
        Transfer = new StateTransfer(State);
        Checkpoints = new CheckpointWriter(CheckpointsPath, writer, State, tell, broken, meters: parts.Meters);
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

    internal TrainingState State { get; }

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
            meters.UseDevice(options.Device);
            IAnswerSource? answers = TeacherParts.AnswersFor(config, inputs, options, stop);
            RunParts parts = CreateParts(config, inputs, answers, options, time, meters);
            return new LoadedRun(parts, workers, welcome.RunFolder, options.Writer, tell, broken)
            {
                Teacher = TeacherParts.Serve(config, inputs, options, WorkersOfStudents),
                Data = SampleParts.Serve(config, inputs.Data, options, WorkersOfStudents),
                Bits = BitsProbe.Compute(config, unmetered, parts.State, options.Device, time),
            };
        }
        catch
        {
            workers.Dispose();
            throw;
        }
    }

    /// <summary>Brings the state of a checkpoint, or at 0 the initial one.</summary>
    /// <exception cref="Distillery.Shared.UserErrorException">The checkpoint is missing or damaged.</exception>
    internal RunTotals Restore(long appliedSteps)
    {
        if (appliedSteps > 0)
        {
            Checkpoint checkpoint = CheckpointReader.OpenStep(CheckpointsPath, appliedSteps);
            return CheckpointFiles.Restore(checkpoint, State).Totals;
        }
        using TrainingState initial = StudentFactory.CreateState(Config, _parts.Inputs.Data, _parts.Device);
        using IDisposable guard = no_grad();
        foreach ((Tensor vector, Tensor value) in State.Vectors.Zip(initial.Vectors)) vector.copy_(value);
        State.Step = 0;
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
        State.Dispose();
        Workers.Dispose();
    }

    /// <summary>Where ranks wait for teachers in other processes, another one computes meanwhile.</summary>
    private static WorkerPool CreateWorkers(RunConfig config, NodeWorkOptions options)
    {
        int atOnce = WorkerPool.CountFor(config.Train.Replicas, config.Train.Threads, options.Cores);
        bool isAsking = config.Methods[0].QueriesTeacher && !options.Roles.HasFlag(NodeRoles.Teacher);
        int count = isAsking ? Math.Min(config.Train.Replicas, RanksPerCore * atOnce) : atOnce;
        return new WorkerPool(count, config.Train.Threads, atOnce);
    }

    private static RunParts CreateParts(
        RunConfig config, RunInputs inputs, IAnswerSource? answers, NodeWorkOptions options, TimeProvider time, NodeMeters meters)
    {
        SamplePlan samples = inputs.Data.CreatePlan(config);
        long totalSteps = RunShapes.TotalSteps(config, samples);
        TrainingState state = StudentFactory.CreateState(config, inputs.Data, options.Device);
        IBatchPreparation preparation = SampleParts.PreparationFor(config, inputs.Data, options);
        SliceLayout layout = new(state.Weights.ParameterLayout.Count + state.Weights.BufferLayout.Count);
        return new RunParts(
            config, inputs, answers, preparation, state, samples, layout, totalSteps, options.Device, time, meters);
    }
}
