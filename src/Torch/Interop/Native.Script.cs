using System.Runtime.InteropServices;

namespace Distillery.Torch.Interop;

internal static partial class Native
{
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int dt_module_load(string path, long device, out ScriptHandle result);

    [LibraryImport(Library, EntryPoint = "dt_module_destroy")]
    internal static partial void ModuleDestroy(nint module); // nint: called by the handle's own release

    [LibraryImport(Library)]
    private static partial int dt_module_forward(ScriptHandle module, TensorHandle input, out TensorHandle result);

    [LibraryImport(Library)]
    private static partial int dt_module_evaluation(ScriptHandle module, out long parameters);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int dt_module_trace(
        string path, nint* names, nint* tensors, ReadOnlySpan<int> areParameters, int count, TensorHandle example,
        delegate* unmanaged[Cdecl]<nint, nint, nint*, int> forward, nint context);

    internal static ScriptHandle ModuleLoad(string path, Device device)
    {
        ThrowIfFailed(dt_module_load(path, device.Packed, out ScriptHandle result));
        return result;
    }

    internal static TensorHandle ModuleForward(ScriptHandle module, TensorHandle input)
    {
        ThrowIfFailed(dt_module_forward(module, input, out TensorHandle result));
        return result;
    }

    internal static long ModuleEvaluation(ScriptHandle module)
    {
        ThrowIfFailed(dt_module_evaluation(module, out long parameters));
        return parameters;
    }

    internal static unsafe void ModuleTrace(
        string path, ReadOnlySpan<nint> names, ReadOnlySpan<nint> tensors, ReadOnlySpan<int> areParameters,
        TensorHandle example, delegate* unmanaged[Cdecl]<nint, nint, nint*, int> forward, nint context)
    {
        fixed (nint* firstName = names)
        fixed (nint* firstTensor = tensors)
        {
            ThrowIfFailed(dt_module_trace(
                path, firstName, firstTensor, areParameters, names.Length, example, forward, context));
        }
    }
}
