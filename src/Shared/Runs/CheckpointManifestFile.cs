namespace Distillery.Shared.Runs;

/// <summary>One line of a manifest.</summary>
/// <param name="Name">The file's plain name.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its checksum in lower-case hexadecimal, as sha256sum prints it.</param>
internal sealed record CheckpointManifestFile(string Name, long Bytes, string Sha256);
