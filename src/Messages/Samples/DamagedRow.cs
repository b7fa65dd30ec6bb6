namespace Distillery.Messages.Samples;

/// <summary>An image that was asked for and cannot be decoded.</summary>
/// <param name="Row">From 0, in the order of the query.</param>
/// <param name="Name">Where it lies, for a person; empty beyond <see cref="SampleAnswer.MostNamed"/>.</param>
/// <param name="Reason">What is wrong with it; empty where the name is.</param>
public sealed record DamagedRow(int Row, string Name, string Reason);
