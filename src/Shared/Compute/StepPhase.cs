namespace Distillery.Shared.Compute;

/// <summary>Where the time of a step goes; the values of the metric label <c>phase</c>.</summary>
public enum StepPhase
{
    Data,
    Score,
    Teacher,
    ForwardBackward,
    Average,
    Apply,
}
