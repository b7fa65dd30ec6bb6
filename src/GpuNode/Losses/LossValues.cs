namespace Distillery.GpuNode.Losses;

/// <summary>What a step minimised, and its parts with their weights, which add up to it up to rounding. NaN for a part that the
/// method does not have.</summary>
public readonly record struct LossValues(double Total, double Label, double Distill);
