using System.Globalization;

namespace Distillery.GpuNode.Tensors;

/// <summary>Devices by name. Unlike TorchSharp's own, these may be made before libtorch is loaded.</summary>
public static class Devices
{
    private const string Cuda = "cuda:", StandIn = "cpu:";

    public static Device Cpu { get; } = new(DeviceType.CPU);

    /// <param name="text"><c>cpu</c>, <c>cuda</c> (the first), <c>cuda:1</c>, or <c>cpu:1</c>, a stand-in; numbers are 0 to 255.</param>
    /// <exception cref="FormatException">The text is none of these forms.</exception>
    public static ComputeDevice Parse(string text)
    {
        if (text == ComputeDevice.Host.Name) return ComputeDevice.Host;
        if (text == "cuda") return OfCuda(0);
        if (TryIndex(text, Cuda, out byte cuda)) return OfCuda(cuda);
        if (TryIndex(text, StandIn, out byte number)) return new ComputeDevice($"{StandIn}{number}", Cpu);
        throw new FormatException($"'{text}' is not a device; write cpu, cuda:K or cuda:all, or several as cuda:0,cuda:1");
    }

    internal static ComputeDevice OfCuda(int index) => new($"{Cuda}{index}", new Device(DeviceType.CUDA, index));

    private static bool TryIndex(string text, string kind, out byte index)
    {
        index = 0;
        return text.StartsWith(kind, StringComparison.Ordinal)
            && byte.TryParse(text.AsSpan(kind.Length), NumberStyles.None, CultureInfo.InvariantCulture, out index);
    }
}
