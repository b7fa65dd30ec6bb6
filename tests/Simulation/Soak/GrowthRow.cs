using Distillery.Simulation.Network;

namespace Distillery.Simulation.Soak;

/// <summary>What a cluster of one size costs.</summary>
/// <param name="Steps">Steps that were measured undisturbed.</param>
/// <param name="Steady">Traffic of these steps.</param>
/// <param name="Links">Between any two processes.</param>
/// <param name="WallSeconds">That simulating them took.</param>
/// <param name="Recovery">Traffic from a loss to the first step after it.</param>
/// <param name="RecoveryMilliseconds">Virtual time of that.</param>
/// <param name="PauseMilliseconds">Of it from the loss to the begin of the new generation.</param>
public sealed record GrowthRow(
    int Nodes, long Steps, Traffic Steady, long Links, double WallSeconds, Traffic Recovery, double RecoveryMilliseconds,
    double PauseMilliseconds);
