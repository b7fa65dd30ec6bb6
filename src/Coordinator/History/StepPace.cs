namespace Distillery.Coordinator.History;

/// <summary>How fast the last steps of a run went; zeros when there were none.</summary>
/// <param name="SecondsPerStep">Evaluations that fell among the steps included.</param>
public readonly record struct StepPace(double ImagesPerSecond, double SecondsPerStep);
