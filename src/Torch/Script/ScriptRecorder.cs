using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
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
    /// <exception cref="TorchException">An entry's name cannot be used, or the file could not be written.</exception>
    /// <remarks>What forward throws is thrown again.</remarks>
    public static void Save(string path, IReadOnlyList<NamedTensor> state, Tensor example, Func<Tensor, Tensor> forward)
    {
        List<TensorHandle> held = [];
        List<nint> names = [];
        try
        {
            foreach (NamedTensor entry in state)
            {
                bool added = false;
                entry.Tensor.Handle.DangerousAddRef(ref added); // Throws for a disposed tensor.
                held.Add(entry.Tensor.Handle);
                names.Add(Marshal.StringToCoTaskMemUTF8(entry.Name));
            }
            Trace(path, state, names, held, example, new Recording(forward));
        }
        finally
        {
            foreach (nint name in names) Marshal.FreeCoTaskMem(name);
            foreach (TensorHandle handle in held) handle.DangerousRelease();
        }
    }

    private static unsafe void Trace(
        string path, IReadOnlyList<NamedTensor> state, List<nint> names, List<TensorHandle> held, Tensor example,
        Recording recording)
    {
        nint[] tensors = [.. held.Select(handle => handle.DangerousGetHandle())];
        int[] areParameters = [.. state.Select(entry => entry.IsParameter ? 1 : 0)];
        GCHandle context = GCHandle.Alloc(recording);
        try
        {
            Native.ModuleTrace(
                path, CollectionsMarshal.AsSpan(names), tensors, areParameters, example.Handle, &Forward,
                GCHandle.ToIntPtr(context));
        }
        catch (TorchException) when (recording.Failure is not null)
        {
            ExceptionDispatchInfo.Throw(recording.Failure); // With the stack of where it was thrown first.
        }
        finally
        {
            context.Free();
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
