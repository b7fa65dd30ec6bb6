namespace Distillery.GpuNode.Data.Packing;

/// <summary>An image as it stands in a shard.</summary>
/// <param name="Bytes">Encoded; empty for one that is left out.</param>
/// <param name="Extension">"jpg" or "png".</param>
/// <param name="Damage">Why it is left out; null otherwise.</param>
public sealed record PackedImage(byte[] Bytes, string Extension, DamagedImage? Damage = null);
