namespace Distillery.Coordinator.Record;

/// <summary>Where steps.jsonl stops being sound.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Text">What is wrong with the line.</param>
/// <param name="IsTail">No sound line follows: the end of the file was cut off while it was written. Otherwise somebody has
/// changed the file, or the disk has.</param>
public sealed record StepLogDamage(long Line, string Text, bool IsTail);
