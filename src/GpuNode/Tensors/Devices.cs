using System.Globalization;

namespace Distillery.GpuNode.Tensors;

/// <summary>Devices by name. Unlike TorchSharp's own, these may be made before libtorch is loaded.</summary>
public static class Devices
{
    public static Device Cpu { get; } = new(DeviceType.CPU);

    /// <param name="text"><c>cpu</c>, <c>cuda</c> (the first) or <c>cuda:1</c>.</param>
    /// <exception cref="FormatException">The text is none of the three forms.</exception>
    public static Device Parse(string text) => text switch
    {
        "cpu" => Cpu,
        "cuda" => new Device(DeviceType.CUDA, 0),
        _ when text.StartsWith("cuda:", StringComparison.Ordinal)
            && byte.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out byte index) => new Device(DeviceType.CUDA, index),
        _ => throw new FormatException($"'{text}' is not a device; write cpu, cuda or cuda:K"),
    };
}
