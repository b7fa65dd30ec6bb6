using System.Runtime.InteropServices;

namespace Distillery.Torch.Interop;

/// <summary>Owns one native tensor handle. Holding a reference for the length of a call keeps the tensor alive even if
/// another thread disposes it meanwhile.</summary>
internal sealed class TensorHandle : SafeHandle
{
    public TensorHandle() : base(invalidHandleValue: 0, ownsHandle: true) { } // public: the marshaller creates it

    internal TensorHandle(nint pointer) : this() => SetHandle(pointer);

    /// <summary>Stands for an absent tensor: it travels as a null pointer, where the marshaller refuses a null handle.
    /// </summary>
    internal static TensorHandle Absent { get; } = new();

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Native.TensorDestroy(handle);
        return true;
    }
}
