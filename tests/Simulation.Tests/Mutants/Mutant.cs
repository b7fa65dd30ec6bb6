namespace Distillery.Simulation.Tests.Mutants;

/// <summary>A deliberate bug: one place of the production sources, changed.</summary>
/// <param name="Name">What the machines then do wrong.</param>
/// <param name="File">From the root of the repository.</param>
/// <param name="Original">Text that stands in the file exactly once.</param>
/// <param name="Expected">What the failure must be about: part of its text.</param>
public sealed record Mutant(string Name, string File, string Original, string Replacement, string Expected)
{
    public override string ToString() => Name;
}
