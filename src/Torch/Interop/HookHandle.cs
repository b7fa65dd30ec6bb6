using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Distillery.Torch.Interop;

/// <summary>Owns one hook on a gradient, and what it calls.</summary>
internal sealed class HookHandle : SafeHandle
{
    private GCHandle _called;

    /// <summary>Makes the hook.</summary>
    internal unsafe HookHandle(TensorHandle leaf, Action called) : base(invalidHandleValue: 0, ownsHandle: true)
    {
        _called = GCHandle.Alloc(called);
        try
        {
            SetHandle(Native.CreateGradientHook(leaf, &Call, GCHandle.ToIntPtr(_called)));
        }
        catch
        {
            _called.Free();
            throw;
        }
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Native.GradientHookDestroy(handle);
        _called.Free();
        return true;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Call(nint context) => ((Action)GCHandle.FromIntPtr(context).Target!)();
}
