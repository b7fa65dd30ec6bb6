namespace Distillery.Simulation.Soak;

/// <summary>What a soak does.</summary>
public enum SoakMode
{
    /// <summary>Scenarios that seeds draw.</summary>
    Seeds,

    /// <summary>Named scenarios, each with several seeds.</summary>
    Scenarios,

    /// <summary>How messages and time grow with the number of nodes.</summary>
    Growth,
}
