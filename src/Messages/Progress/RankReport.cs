namespace Distillery.Messages.Progress;

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
