namespace Distillery.Coordinator.Record;

/// <summary>A place between two lines of steps.jsonl.</summary>
/// <param name="Count">How many lines stand before it.</param>
/// <param name="LengthBytes">How long they are together.</param>
/// <param name="Chain">The chain's value there.</param>
internal sealed record StepLogMark(long Count, long LengthBytes, byte[] Chain)
{
    internal static StepLogMark Start { get; } = new(0, 0, StepChain.Start);
}
