using System.Runtime.InteropServices;

namespace Distillery.Torch.Interop;

/// <summary>What an argument or result holds; the numbers of DtKind in native/bridge.h.</summary>
internal enum NativeKind
{
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    IntList = 5,
    DoubleList = 6,
    TensorList = 7,
    String = 8,
    Device = 9,
    Default = 10,
}

/// <summary>DtArgument of native/bridge.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeArgument
{
    internal NativeKind Kind; // 4
    internal int Count;       // 4
    internal long Bits;       // 8
    internal nint Data;       // 8
}

/// <summary>DtResult of native/bridge.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeResult
{
    internal NativeKind Kind; // 4
    internal int Reserved;    // 4
    internal long Bits;       // 8
}

internal static partial class Native
{
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int dt_operator_find(string name, string overload, out nint result);

    [LibraryImport(Library)]
    private static unsafe partial int dt_operator_call(
        nint op, NativeArgument* arguments, int argumentCount, NativeResult* results, ref int resultCount);

    internal static nint OperatorFind(string name, string overload)
    {
        ThrowIfFailed(dt_operator_find(name, overload, out nint result));
        return result;
    }

    /// <summary>False when the call failed; the caller words the error, for it knows what the operator was given.</summary>
    internal static unsafe bool TryOperatorCall(
        nint op, ReadOnlySpan<NativeArgument> arguments, Span<NativeResult> results, out int resultCount)
    {
        resultCount = results.Length;
        fixed (NativeArgument* first = arguments)
        fixed (NativeResult* firstResult = results)
            return dt_operator_call(op, first, arguments.Length, firstResult, ref resultCount) == 0;
    }
}
