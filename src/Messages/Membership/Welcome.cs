namespace Distillery.Messages.Membership;

/// <summary>Coordinator to node: what to load before it says <see cref="Ready"/>.</summary>
/// <param name="Generation">The newest one of this coordinator.</param>
/// <param name="RunId">Names the run folder, whatever its path.</param>
/// <param name="Config">The effective configuration of the run, as YAML.</param>
/// <param name="RunFolder">Where checkpoints are, on a disk that nodes with state share with the coordinator.</param>
public sealed record Welcome(
    Generation Generation, string RunId, string Config, string Fingerprint, string RunFolder) : Message
{
    /// <summary>Who calls on the data plane shows it; drawn by the coordinator, and known to those alone whom it has admitted.</summary>
    public string DataSecret { get; init; } = "";
}
