using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Shared.Plans;

namespace Distillery.Simulation.Training;

/// <summary>Averages slices into memory that is written again two steps later, as a real averager's is.</summary>
public sealed class ToyAverager(ToyTraining training, RunPlan plan)
{
    private readonly Dictionary<(int Slice, bool IsOdd), int> _writings = [];

    /// <returns>Null when a part was overwritten: its sender is in another generation by now.</returns>
    public SliceAverage? Average(Generation generation, long step, int slice, IReadOnlyList<SlicePart> parts)
    {
        if (parts.Any(part => !part.Payload.IsIntact)) return null;
        byte[] bytes = slice == plan.ReportSlice
            ? [.. parts.SelectMany(part => part.Payload.Bytes.ToArray())] : ToyTraining.BytesOf(AverageOf(parts));
        bool isFinite = slice == plan.ReportSlice || ToyTraining.FloatsOf(bytes).All(float.IsFinite);
        (int Slice, bool IsOdd) place = (slice, step % 2 == 1);
        int writing = _writings[place] = _writings.GetValueOrDefault(place) + 1;
        StampedPayload payload = new(bytes, () => _writings[place] == writing);
        return new SliceAverage(generation, step, slice, ToyTraining.HashOf(bytes), isFinite, payload);
    }

    private float[] AverageOf(IReadOnlyList<SlicePart> parts)
    {
        Dictionary<RankSpan, SlicePart> bySpan = parts.ToDictionary(part => part.Ranks);
        return training.Divide(training.Sum(
            new RankSpan(0, plan.RankCount),
            span => bySpan.TryGetValue(span, out SlicePart? part) ? ToyTraining.FloatsOf(part.Payload.Bytes) : null));
    }
}
