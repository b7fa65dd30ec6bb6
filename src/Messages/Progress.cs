using Distillery.Messages.Membership;

namespace Distillery.Messages.Progress;

/// <summary>Node to coordinator, at fixed times: I live, and this is how far I am.</summary>
/// <param name="Records">From the reporter of the generation: what it has not sent yet, in order.</param>
public sealed record Heartbeat(Standing Standing, IReadOnlyList<StepRecord> Records) : Message
{
    /// <summary>Where the node's time has gone since it started, in seconds by activity (docs/observability.md); empty from one
    /// that does not tell. For the account of the run alone: nothing is decided by it.</summary>
    public IReadOnlyList<double> ActivitySeconds { get; init; } = [];

    /// <summary>Of a node that has a teacher; null from one without, and from one that does not tell.</summary>
    public TeacherFigures? Teacher { get; init; }
}

/// <summary>How a node's teacher stands, and what it has done since the node started. For people alone: nothing is decided by
/// it.</summary>
/// <param name="QueueLength">Queries that wait for it or are being answered.</param>
/// <param name="AnsweredImages">Images that it has answered about, for ranks of its own node and for other processes.</param>
/// <param name="BusyCount">Queries of other processes that it turned away because its queue was full.</param>
/// <param name="LatencySeconds">From a query's arrival to its answer, over about the last 20; NaN before the first.</param>
public sealed record TeacherFigures(int QueueLength, long AnsweredImages, long BusyCount, double LatencySeconds);

/// <summary>What is remembered of an applied step: the same on every node that applied it, apart from durations.</summary>
/// <param name="Step">From 0; the closing step is the number of the run's steps.</param>
/// <param name="AverageHash">Over the hashes of all slices of the average, in order.</param>
/// <param name="IsSkipped">The average was not finite, so the weights stayed as they were.</param>
/// <param name="Reports">By rank.</param>
public sealed record StepRecord(
    long Step, Generation Generation, ulong AverageHash, bool IsSkipped, IReadOnlyList<RankReport> Reports);

/// <summary>What a rank tells of one step. It travels with the rank's gradient, so every node that applies a step has the
/// reports of all ranks.</summary>
/// <param name="Samples">The size of its batch; 0 in the closing step.</param>
/// <param name="Kept">Positions in the batch that it trained on, in the order of selection.</param>
/// <param name="Reason">How they were selected, in the selector's words.</param>
/// <param name="MeanUncertainty">NaN when nothing was scored.</param>
/// <param name="PhaseSeconds">By phase of the step.</param>
/// <param name="WeightsHash">Of the weights before the step, at steps where the plan asks for it.</param>
/// <param name="Evaluation">Of the weights before the step, at steps where the plan asks for it.</param>
/// <param name="DamagedImages">Images of its batch, and of its share of an evaluation, that could not be decoded.</param>
/// <param name="Damages">The first <see cref="MostDamages"/> of them.</param>
public sealed record RankReport(
    int Rank, double Loss, int Samples, IReadOnlyList<int> Kept, string Reason, int ScoredImages, int TeacherQueries,
    double MeanUncertainty, IReadOnlyList<double> PhaseSeconds, ulong? WeightsHash, EvaluationCounts? Evaluation,
    int DamagedImages = 0, IReadOnlyList<DamagedSample>? Damages = null)
{
    /// <summary>More in one batch need not be named one by one.</summary>
    public const int MostDamages = 16;

    /// <summary>The part of the loss that the labels have, with its weight; NaN where the method does not use them.</summary>
    public double LabelLoss { get; init; } = double.NaN;

    /// <summary>The part of the loss that the teacher has, with its weight; NaN where the method asks none.</summary>
    public double DistillLoss { get; init; } = double.NaN;
}

/// <summary>A rank's share of an evaluation, in images.</summary>
/// <param name="Top1">How many it got right.</param>
/// <param name="Top5">How many had the right class among its first five.</param>
public sealed record EvaluationCounts(long Images, long Top1, long Top5);

/// <summary>An image that could not be decoded, so that another one took its place.</summary>
/// <param name="Sample">Its number in its data set.</param>
/// <param name="Text">Where it lies and what is wrong with it, for a person.</param>
public sealed record DamagedSample(int Sample, string Text);

/// <summary>Coordinator to node: I live too.</summary>
/// <param name="DurableSteps">Records of earlier steps are on the coordinator's disk and need not be held.</param>
public sealed record HeartbeatReply(Generation Generation, long DurableSteps) : Message;

/// <summary>Node to coordinator: the files are on the disk, and wait to be published.</summary>
/// <param name="Folder">Its name within the run's folder of checkpoints.</param>
public sealed record CheckpointWritten(Generation Generation, long AppliedSteps, string Folder) : Message;

/// <summary>Node to coordinator: a checkpoint could not be written. The ones before it are as they were.</summary>
/// <param name="IsFatal">The state itself is not worth saving: a weight is not a finite number.</param>
public sealed record CheckpointFailed(
    Generation Generation, long AppliedSteps, string Problem, string NextStep, bool IsFatal) : Message;

/// <summary>Node to coordinator: something in the node's own work failed; it ends, and the text tells people why.</summary>
/// <param name="IsFatal">It would fail on whatever node, so the run ends too.</param>
public sealed record WorkFailed(string Problem, string NextStep, bool IsFatal) : Message;
