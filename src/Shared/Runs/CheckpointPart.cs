namespace Distillery.Shared.Runs;

/// <summary>One file of a checkpoint, and how to write its bytes.</summary>
/// <param name="FileName">A plain name such as <c>student.safetensors</c>, without folders.</param>
/// <param name="Write">Writes all bytes, front to back; the stream cannot seek and stays open.</param>
public sealed record CheckpointPart(string FileName, Action<Stream> Write);
