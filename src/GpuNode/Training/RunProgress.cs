using System.Text.Json.Serialization;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Training;

/// <summary>The part of a run's position that is counted and not weights; stored in a checkpoint's state.json.</summary>
public sealed record RunProgress
{
    public required RunTotals Totals { get; init; }

    public required string ConfigFingerprint { get; init; }

    /// <summary>As <see cref="Parameters.WeightsChecksum"/> has it; null outside of a checkpoint.</summary>
    public string? WeightsSha256 { get; init; }

    /// <summary>Steps that the weights have behind them.</summary>
    [JsonIgnore]
    public long Step => Totals.AppliedSteps;
}
