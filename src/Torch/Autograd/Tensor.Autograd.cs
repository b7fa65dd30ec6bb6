using Distillery.Torch.Interop;

namespace Distillery.Torch;

/// <content>Gradients.</content>
public sealed partial class Tensor
{
    /// <summary>Whether operations on this tensor are recorded. It can be switched off on leaves alone.</summary>
    public bool RequiresGrad
    {
        get => Native.Describe(Handle).RequiresGrad;
        set => Native.SetRequiresGrad(Handle, value);
    }

    /// <summary>The accumulated gradient, or null. Setting it lets backward accumulate into memory of the caller's choice.</summary>
    public Tensor? Gradient
    {
        get
        {
            TensorHandle handle = Native.Gradient(Handle);
            return handle.IsInvalid ? null : new Tensor(handle);
        }
        set => Native.SetGradient(Handle, value?.Handle);
    }

    /// <summary>Adds the derivative of this scalar to the gradients of all leaves that it depends on.</summary>
    /// <param name="gradient">The factor from the outside; null is one.</param>
    public void Backward(Tensor? gradient = null, bool retainGraph = false) =>
        Native.Backward(Handle, gradient?.Handle, retainGraph);
}
