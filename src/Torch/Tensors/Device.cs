namespace Distillery.Torch;

/// <summary>Kinds of device, with the numbers that libtorch gives them (c10/core/DeviceType.h).</summary>
public enum DeviceType : sbyte
{
    Cpu = 0,
    Cuda = 1,
}

/// <summary>Where a tensor lives. Written <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
public readonly record struct Device(DeviceType Type, int Index = Device.AnyIndex)
{
    private const int AnyIndex = -1;
    private const int PackedAnyIndex = 255;

    public static Device Cpu { get; } = new(DeviceType.Cpu);

    public static Device Cuda(int index) => new(DeviceType.Cuda, index);

    internal long Packed => (byte)Type | (long)(Index == AnyIndex ? PackedAnyIndex : Index) << 8;

    internal static Device Unpack(long bits)
    {
        int index = (int)(bits >> 8 & 0xff);
        return new Device((DeviceType)(bits & 0xff), index == PackedAnyIndex ? AnyIndex : index);
    }

    /// <exception cref="FormatException">The text is none of the three forms.</exception>
    public static Device Parse(string text) => text switch
    {
        "cpu" => Cpu,
        "cuda" => Cuda(0),
        _ when text.StartsWith("cuda:", StringComparison.Ordinal) && byte.TryParse(text.AsSpan(5), out byte index) => Cuda(index),
        _ => throw new FormatException($"'{text}' is not a device; write cpu, cuda or cuda:K"),
    };

    public override string ToString() =>
        Index == AnyIndex || Type == DeviceType.Cpu ? Type.ToString().ToLowerInvariant() : $"cuda:{Index}";
}
