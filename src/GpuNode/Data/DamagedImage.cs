namespace Distillery.GpuNode.Data;

/// <summary>An image that cannot be decoded.</summary>
/// <param name="Sample">Its number in the data set.</param>
/// <param name="Name">Where it lies, such as the path of a file, for a person.</param>
/// <param name="Reason">What is wrong with it, in the decoder's words.</param>
public sealed record DamagedImage(int Sample, string Name, string Reason);
