using Distillery.GpuNode.Layers;

namespace Distillery.GpuNode.Student;

/// <summary>How one recorded value stands for one or more passes over BatchNorm's running statistics.</summary>
/// <remarks>With momentum a, two passes in a row give (1 − a)²·running + (1 − a)·a·first + a·second. That is one move by
/// 1 − (1 − a)² towards a mixture in which the second has the share a / (1 − (1 − a)²): so a step hands over one vector,
/// however many passes recorded.</remarks>
public static class StatisticsMomentum
{
    /// <summary>How far applying a step moves the running statistics towards the recorded ones.</summary>
    public static double OfStep(int recordedPasses) => 1 - Math.Pow(1 - BatchNorm2d.Momentum, recordedPasses);

    /// <summary>The share of the last pass in what is recorded; 1 for a single one.</summary>
    public static double ShareOfLastPass(int recordedPasses) => BatchNorm2d.Momentum / OfStep(recordedPasses);
}
