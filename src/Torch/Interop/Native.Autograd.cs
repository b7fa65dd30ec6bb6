using System.Runtime.InteropServices;

namespace Distillery.Torch.Interop;

internal static partial class Native
{
    [LibraryImport(Library)]
    private static partial int dt_tensor_set_requires_grad(TensorHandle tensor, int requiresGrad);

    [LibraryImport(Library)]
    private static partial int dt_tensor_gradient(TensorHandle tensor, out TensorHandle result);

    [LibraryImport(Library)]
    private static partial int dt_tensor_set_gradient(TensorHandle tensor, TensorHandle gradient);

    [LibraryImport(Library)]
    private static partial int dt_backward(TensorHandle loss, TensorHandle gradient, int retainGraph);

    [LibraryImport(Library)]
    private static unsafe partial int dt_gradient_hook(
        TensorHandle leaf, delegate* unmanaged[Cdecl]<nint, void> called, nint context, out nint result);

    [LibraryImport(Library, EntryPoint = "dt_gradient_hook_destroy")]
    internal static partial void GradientHookDestroy(nint hook);

    [LibraryImport(Library)]
    private static partial int dt_grad_mode_set(int enabled);

    [LibraryImport(Library)]
    private static partial int dt_autocast_set(
        long deviceType, int enabled, int scalarType, out int wasEnabled, out int formerType);

    [LibraryImport(Library, EntryPoint = "dt_autocast_clear_cache")]
    internal static partial void AutocastClearCache();

    internal static void SetRequiresGrad(TensorHandle tensor, bool value) =>
        ThrowIfFailed(dt_tensor_set_requires_grad(tensor, value ? 1 : 0));

    /// <summary>An invalid handle when there is no gradient.</summary>
    internal static TensorHandle Gradient(TensorHandle tensor)
    {
        ThrowIfFailed(dt_tensor_gradient(tensor, out TensorHandle result));
        return result;
    }

    internal static void SetGradient(TensorHandle tensor, TensorHandle? gradient) =>
        ThrowIfFailed(dt_tensor_set_gradient(tensor, gradient ?? TensorHandle.Absent));

    internal static void Backward(TensorHandle loss, TensorHandle? gradient, bool retainGraph) =>
        ThrowIfFailed(dt_backward(loss, gradient ?? TensorHandle.Absent, retainGraph ? 1 : 0));

    internal static unsafe nint CreateGradientHook(
        TensorHandle leaf, delegate* unmanaged[Cdecl]<nint, void> called, nint context)
    {
        ThrowIfFailed(dt_gradient_hook(leaf, called, context, out nint result));
        return result;
    }

    internal static bool SetGradMode(bool enabled) => dt_grad_mode_set(enabled ? 1 : 0) != 0;

    /// <summary>Gives the former setting back.</summary>
    internal static (bool Enabled, ScalarType Type) SetAutocast(DeviceType device, bool enabled, ScalarType type)
    {
        ThrowIfFailed(dt_autocast_set(
            (long)device, enabled ? 1 : 0, (int)type, out int wasEnabled, out int formerType));
        return (wasEnabled != 0, (ScalarType)formerType);
    }
}
