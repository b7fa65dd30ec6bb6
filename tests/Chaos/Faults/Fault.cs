namespace Distillery.Chaos.Faults;

/// <summary>One thing that goes wrong.</summary>
/// <param name="AfterStep">It happens once so many steps are told to be applied.</param>
/// <param name="DelayMilliseconds">And then so much later, to meet other moments of a step and of a recovery.</param>
/// <param name="Victim">Chooses among the processes there are.</param>
public sealed record Fault(FaultKind Kind, long AfterStep, int DelayMilliseconds, int Victim)
{
    public override string ToString() => $"{Kind} {DelayMilliseconds} ms after step {AfterStep}";
}
