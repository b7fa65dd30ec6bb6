namespace Distillery.Simulation.Scenarios.Named;

/// <summary>All named scenarios: one at least for each way in which a run recovers.</summary>
public static class NamedScenarios
{
    public static IReadOnlyList<NamedScenario> All { get; } =
        [.. NodeLosses.All, .. CoordinatorLosses.All, .. Departures.All, .. NetworkTroubles.All,
         .. LinkTroubles.All, .. Takeovers.All, .. WorkTroubles.All, .. HelperComings.All];
}
