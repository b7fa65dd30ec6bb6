namespace Distillery.Torch;

/// <summary>A call into libtorch failed. The message names the operator, what it was given, and libtorch's own words.</summary>
public sealed class TorchException(string message) : Exception(message);
