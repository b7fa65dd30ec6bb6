using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Distillery.Torch.Interop;

namespace Distillery.Torch;

/// <summary>Lays arguments out as the bridge wants them, and keeps their tensors alive until it is disposed.</summary>
internal unsafe ref struct ArgumentMarshaller
{
    private readonly ReadOnlySpan<Argument> _arguments;
    private readonly Span<long> _scratch; // lists lie here, on the caller's stack or pinned, so that their address holds
    private int _scratchUsed;
    private int _held;

    internal ArgumentMarshaller(ReadOnlySpan<Argument> arguments, Span<NativeArgument> natives, Span<long> scratch)
    {
        _arguments = arguments;
        _scratch = scratch;
        try
        {
            for (; _held < arguments.Length; _held++) natives[_held] = Lay(in arguments[_held]);
        }
        catch
        {
            Dispose(); // The caller has nothing to dispose when a constructor throws.
            throw;
        }
    }

    /// <summary>How many longs of scratch the lists among the arguments need.</summary>
    internal static int ScratchNeeded(ReadOnlySpan<Argument> arguments)
    {
        int needed = 0;
        foreach (ref readonly Argument argument in arguments)
        {
            if (argument.Kind is NativeKind.IntList or NativeKind.DoubleList or NativeKind.TensorList)
                needed += (int)argument.Bits;
            else if (argument.Kind is NativeKind.String)
                needed += Encoding.UTF8.GetMaxByteCount((int)argument.Bits) / sizeof(long) + 1;
        }
        return needed;
    }

    internal void Dispose()
    {
        for (int i = 0; i < _held; i++)
        {
            if (_arguments[i].Kind == NativeKind.Tensor) ((Tensor)_arguments[i].Reference!).Handle.DangerousRelease();
            else if (_arguments[i].Kind == NativeKind.TensorList) ReleaseAll((Tensor?[])_arguments[i].Reference!);
        }
    }

    private NativeArgument Lay(in Argument argument)
    {
        NativeArgument native = new() { Kind = argument.Kind, Bits = argument.Bits };
        switch (argument.Kind)
        {
            case NativeKind.Tensor:
                native.Bits = Hold((Tensor)argument.Reference!);
                break;
            case NativeKind.IntList:
                LayList((long[])argument.Reference!, ref native);
                break;
            case NativeKind.DoubleList:
                LayList((double[])argument.Reference!, ref native);
                break;
            case NativeKind.TensorList:
                LayTensors((Tensor?[])argument.Reference!, ref native);
                break;
            case NativeKind.String:
                LayText((string)argument.Reference!, ref native);
                break;
        }
        return native;
    }

    private void LayList<T>(T[] values, ref NativeArgument native) where T : unmanaged
    {
        Span<T> destination = MemoryMarshal.Cast<long, T>(Take(values.Length, ref native));
        values.CopyTo(destination);
        native.Count = values.Length;
    }

    private void LayTensors(Tensor?[] tensors, ref NativeArgument native)
    {
        Span<long> destination = Take(tensors.Length, ref native);
        int held = 0;
        try
        {
            for (; held < tensors.Length; held++) destination[held] = tensors[held] is { } tensor ? Hold(tensor) : 0;
        }
        catch
        {
            ReleaseAll(tensors.AsSpan(0, held)); // Dispose releases whole lists alone.
            throw;
        }
        native.Count = tensors.Length;
    }

    private void LayText(string text, ref NativeArgument native)
    {
        Span<long> room = Take(Encoding.UTF8.GetMaxByteCount(text.Length) / sizeof(long) + 1, ref native);
        native.Count = Encoding.UTF8.GetBytes(text, MemoryMarshal.AsBytes(room));
    }

    private Span<long> Take(int count, ref NativeArgument native)
    {
        Span<long> taken = _scratch.Slice(_scratchUsed, count);
        _scratchUsed += count;
        native.Data = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(taken));
        return taken;
    }

    private static long Hold(Tensor tensor)
    {
        bool held = false;
        tensor.Handle.DangerousAddRef(ref held); // Throws ObjectDisposedException for a disposed tensor.
        return tensor.Handle.DangerousGetHandle();
    }

    private static void ReleaseAll(ReadOnlySpan<Tensor?> tensors)
    {
        foreach (Tensor? tensor in tensors) tensor?.Handle.DangerousRelease();
    }
}
