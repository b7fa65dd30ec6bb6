using System.Runtime.InteropServices;

namespace Distillery.Torch.Interop;

/// <summary>Owns one reference to a CUDA stream of libtorch's pool.</summary>
internal sealed class StreamHandle : SafeHandle
{
    public StreamHandle() : base(invalidHandleValue: 0, ownsHandle: true) { } // public: the marshaller creates it

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Native.StreamDestroy(handle);
        return true;
    }
}
