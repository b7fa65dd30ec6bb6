using System.Runtime.InteropServices;

namespace Distillery.Torch.Interop;

/// <summary>Owns one TorchScript module.</summary>
internal sealed class ScriptHandle : SafeHandle
{
    public ScriptHandle() : base(invalidHandleValue: 0, ownsHandle: true) { } // public: the marshaller creates it

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Native.ModuleDestroy(handle);
        return true;
    }
}
