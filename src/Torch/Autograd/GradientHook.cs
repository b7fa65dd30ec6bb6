using Distillery.Torch.Interop;

namespace Distillery.Torch;

/// <summary>Tells whenever backward has added to a leaf's gradient, while it goes on with others.</summary>
public sealed class GradientHook : IDisposable
{
    private readonly HookHandle _handle;

    /// <param name="leaf">A leaf that requires a gradient.</param>
    /// <param name="called">Runs on the thread that computes backward. It must not throw: libtorch's frames are below
    /// it.</param>
    /// <exception cref="TorchException">The tensor is no such leaf.</exception>
    public GradientHook(Tensor leaf, Action called) => _handle = new HookHandle(leaf.Handle, called);

    /// <summary>Ends the calls. Not while backward runs.</summary>
    public void Dispose() => _handle.Dispose();
}
