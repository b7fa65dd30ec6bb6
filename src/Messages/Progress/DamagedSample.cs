namespace Distillery.Messages.Progress;

/// <summary>An image that could not be decoded, so that another one took its place.</summary>
/// <param name="Sample">Its number in its data set.</param>
/// <param name="Text">Where it lies and what is wrong with it, for a person.</param>
public sealed record DamagedSample(int Sample, string Text);
