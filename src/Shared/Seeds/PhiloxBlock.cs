namespace Distillery.Shared.Seeds;

/// <summary>The 128 bits that <see cref="Philox"/> takes as a counter and gives back as random bits.</summary>
public readonly record struct PhiloxBlock(uint Word0, uint Word1, uint Word2, uint Word3);
