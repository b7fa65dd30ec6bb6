using Distillery.Torch.Interop;

namespace Distillery.Torch;

/// <summary>One argument of an operator call. It is made by conversion from what one has at hand; null is None.</summary>
public readonly struct Argument
{
    private Argument(NativeKind kind, long bits, object? reference = null) =>
        (Kind, Bits, Reference) = (kind, bits, reference);

    internal NativeKind Kind { get; }

    internal long Bits { get; }

    internal object? Reference { get; }

    /// <summary>None, for an optional argument.</summary>
    public static Argument None => default;

    /// <summary>The schema's own default at this position.</summary>
    public static Argument Default => new(NativeKind.Default, 0);

    public static implicit operator Argument(Tensor? tensor) =>
        tensor is null ? None : new Argument(NativeKind.Tensor, 0, tensor);

    public static implicit operator Argument(Tensor?[] tensors) => new(NativeKind.TensorList, tensors.Length, tensors);

    public static implicit operator Argument(long value) => new(NativeKind.Int, value);

    public static implicit operator Argument(int value) => new(NativeKind.Int, value);

    public static implicit operator Argument(double value) =>
        new(NativeKind.Double, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Argument(bool value) => new(NativeKind.Bool, value ? 1 : 0);

    public static implicit operator Argument(long[] values) => new(NativeKind.IntList, values.Length, values);

    public static implicit operator Argument(double[] values) => new(NativeKind.DoubleList, values.Length, values);

    public static implicit operator Argument(string text) => new(NativeKind.String, text.Length, text);

    public static implicit operator Argument(ScalarType type) => new(NativeKind.Int, (long)type);

    public static implicit operator Argument(MemoryFormat format) => new(NativeKind.Int, (long)format);

    public static implicit operator Argument(Device device) => new(NativeKind.Device, device.Packed);

    /// <summary>The form in which an error speaks of it.</summary>
    public override string ToString() => Kind switch
    {
        NativeKind.None => "None",
        NativeKind.Tensor => Reference!.ToString()!,
        NativeKind.Int => Bits.ToString(),
        NativeKind.Double => BitConverter.Int64BitsToDouble(Bits).ToString("R"),
        NativeKind.Bool => Bits != 0 ? "true" : "false",
        NativeKind.IntList => $"[{string.Join(", ", (long[])Reference!)}]",
        NativeKind.DoubleList => $"[{string.Join(", ", (double[])Reference!)}]",
        NativeKind.TensorList => $"[{string.Join(", ", ((Tensor?[])Reference!).Select(Describe))}]",
        NativeKind.String => $"'{Reference}'",
        NativeKind.Device => Device.Unpack(Bits).ToString(),
        _ => "(default)",
    };

    private static string Describe(Tensor? tensor) => tensor?.ToString() ?? "None";
}
