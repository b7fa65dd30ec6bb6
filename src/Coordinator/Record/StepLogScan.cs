using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Record;

/// <summary>Reads steps.jsonl from its beginning and holds every line against the chain.</summary>
/// <remarks>Lines are hashed as bytes and not parsed, so a million lines (430 MB) take one to two seconds on one core.</remarks>
internal static class StepLogScan
{
    /// <param name="stream">At its beginning.</param>
    /// <param name="lastCount">No more lines than these are looked at.</param>
    /// <returns>The end of the sound lines, and what is wrong behind it; null when nothing is.</returns>
    internal static (StepLogMark Sound, StepLogDamage? Damage) Read(Stream stream, long lastCount = long.MaxValue)
    {
        long count = 0, length = 0;
        byte[] chain = [.. StepChain.Start], stated = new byte[StepChain.Bytes], computed = new byte[StepChain.Bytes];
        byte[] behindDamage = new byte[StepChain.Bytes];
        StepLogDamage? damage = null;
        foreach (ReadOnlyMemory<byte> line in CompleteLines.Of(stream))
        {
            if (count == lastCount) break;
            if (damage is not null)
            {
                // A line that holds together with the one before it: that is no torn end.
                if (FindProblem(line.Span, null, behindDamage, computed, stated) is null)
                {
                    damage = damage with { IsTail = false };
                    break;
                }
                stated.CopyTo(behindDamage, 0);
            }
            else if (FindProblem(line.Span, count, chain, computed, stated) is { } problem)
            {
                damage = new StepLogDamage(count + 1, problem, IsTail: true);
                stated.CopyTo(behindDamage, 0);
            }
            else
            {
                stated.CopyTo(chain, 0);
                count++;
                length += line.Length + 1; // the line end
            }
        }
        return (new StepLogMark(count, length, chain), damage ?? TornEnd(stream, count, length, lastCount));
    }

    private static string? FindProblem(
        ReadOnlySpan<byte> line, long? expectedStep, byte[] chain, byte[] computed, byte[] stated)
    {
        long step = StepLine.StepOf(line);
        if (step < 0 || !StepLine.TryReadChain(line, stated) || !StepLine.TryComputeChain(line, chain, computed))
            return "it does not have the form of a step's line";
        if (expectedStep is { } expected && step != expected)
            return $"it is of step {step}, and step {expected} should stand there";
        return computed.AsSpan().SequenceEqual(stated) ? null : "the chain does not hold: this line or one before it was changed";
    }

    private static StepLogDamage? TornEnd(Stream stream, long count, long length, long lastCount) =>
        count < lastCount && stream.Length > length
            ? new StepLogDamage(count + 1, "it has no end: it was cut off while it was written", IsTail: true)
            : null;
}
