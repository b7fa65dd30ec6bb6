namespace Distillery.Cli.Logs;

/// <summary>Where a process stands when it logs something; what is null is not known, or does not matter.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Node">The id of the node that the process is, or that the line is about.</param>
/// <param name="Generation">TERM.NUMBER.</param>
/// <param name="Step">Steps that had been applied.</param>
internal sealed record LogPlace(string? Run = null, string? Node = null, string? Generation = null, long? Step = null);
