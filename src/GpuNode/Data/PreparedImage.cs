namespace Distillery.GpuNode.Data;

/// <summary>What came of preparing an image.</summary>
/// <param name="Label">The class of the image whose pixels were written.</param>
/// <param name="Damage">What is wrong with the image that was asked for, if another one took its place.</param>
public readonly record struct PreparedImage(int Label, DamagedImage? Damage = null);
