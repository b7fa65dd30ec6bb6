namespace Distillery.Shared.Runs;

/// <summary>What a run has computed, in multiply-accumulates, beside conventional distillation on the same samples.
/// </summary>
/// <param name="TotalMacs">The run's own, with the backward pass counted as one forward pass.</param>
/// <param name="KdMacs">Those of conventional distillation on the same samples, counted alike.</param>
/// <param name="Ratio">TotalMacs over KdMacs; below 1 is a saving.</param>
/// <param name="RatioMeasuredBackward">The same ratio with the backward pass counted as two forward passes.</param>
/// <remarks>128 bits: a long run on ImageNet comes within a factor of two of what 64 bits hold.</remarks>
public sealed record ComputeSummary(
    Int128 TotalMacs, Int128 KdMacs, double? Ratio, double? RatioMeasuredBackward);
