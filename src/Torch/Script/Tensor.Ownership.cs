using Distillery.Torch.Interop;

namespace Distillery.Torch;

/// <content>Handing tensors over to native callers and back.</content>
public sealed partial class Tensor
{
    /// <summary>A handle of our own on a tensor that a native caller lent us.</summary>
    internal static Tensor Borrow(nint pointer)
    {
        using TensorHandle lent = new(pointer);
        try
        {
            return new Tensor(Native.TensorAlias(lent));
        }
        finally
        {
            lent.SetHandleAsInvalid(); // It stays the lender's: only the alias is ours to release.
        }
    }

    /// <summary>A native handle on the same tensor, for a native caller to own.</summary>
    internal nint ReleaseCopy()
    {
        using TensorHandle copy = Native.TensorAlias(Handle);
        nint pointer = copy.DangerousGetHandle();
        copy.SetHandleAsInvalid();
        return pointer;
    }
}
