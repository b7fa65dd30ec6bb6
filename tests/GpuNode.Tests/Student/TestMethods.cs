using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Student;

/// <summary>Method configurations without a file.</summary>
internal static class TestMethods
{
    internal static MethodConfig Unix(
        int keep, int batch, Uncertainty uncertainty = Uncertainty.Entropy, bool scoringUpdatesStatistics = false) => new()
    {
        Name = MethodName.Unix,
        Label = "unix",
        DistillWeight = 1,
        Temperature = 4,
        Keep = keep,
        Uncertainty = uncertainty,
        Slope = 10,
        Midpoint = batch / 2.0,
        ScoringUpdatesStatistics = scoringUpdatesStatistics,
    };

    internal static MethodConfig Of(MethodName name, int keep, double labelWeight = 0, double distillWeight = 1) => new()
    {
        Name = name,
        Label = "test",
        LabelWeight = labelWeight,
        DistillWeight = distillWeight,
        Temperature = 4,
        Keep = keep,
        Midpoint = 0,
    };
}
