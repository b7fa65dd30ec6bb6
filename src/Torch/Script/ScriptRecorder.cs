using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Distillery.Torch.Interop;

namespace Distillery.Torch;

/// <summary>A parameter or buffer of a network to be recorded.</summary>
public readonly record struct NamedTensor(string Name, Tensor Tensor, bool IsParameter);

/// <summary>Writes a network as TorchScript by recording what one forward pass does.</summary>
public static class ScriptRecorder
{
    /// <summary>Records <paramref name="forward"/> on an example and saves it; branches that depend on data are frozen as
    /// the example took them.</summary>
    /// <exception cref="TorchException">forward failed, or the file could not be written.</exception>
    public static unsafe void Save(string path, IReadOnlyList<NamedTensor> state, Tensor example, Func<Tensor, Tensor> forward)
    {
        Recording recording = new(forward);
        GCHandle context = GCHandle.Alloc(recording);
        nint[] names = [.. state.Select(entry => Marshal.StringToCoTaskMemUTF8(entry.Name))];
        nint[] tensors = [.. state.Select(entry => entry.Tensor.Handle.DangerousGetHandle())];
        int[] areParameters = [.. state.Select(entry => entry.IsParameter ? 1 : 0)];
        try
        {
            Native.ModuleTrace(path, names, tensors, areParameters, example.Handle, &Forward, GCHandle.ToIntPtr(context));
        }
        catch (TorchException) when (recording.Failure is not null)
        {
            throw recording.Failure;
        }
        finally
        {
            foreach (nint name in names) Marshal.FreeCoTaskMem(name);
            context.Free();
            GC.KeepAlive(state);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe int Forward(nint context, nint input, nint* output)
    {
        Recording recording = (Recording)GCHandle.FromIntPtr(context).Target!;
        try
        {
            using TensorScope scope = new();
            Tensor result = recording.Forward(Tensor.Borrow(input));
            *output = result.ReleaseCopy();
            return 0;
        }
        catch (Exception failure) // It must not cross native frames; Save throws it again on the other side.
        {
            recording.Failure = failure;
            return -1;
        }
    }

    private sealed class Recording(Func<Tensor, Tensor> forward)
    {
        internal Func<Tensor, Tensor> Forward { get; } = forward;

        internal Exception? Failure { get; set; }
    }
}
