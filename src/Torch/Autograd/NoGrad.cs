using Distillery.Torch.Interop;

namespace Distillery.Torch;

/// <summary>While open, nothing on this thread is recorded for backward.</summary>
public readonly ref struct NoGrad
{
    private readonly bool _former;

    private NoGrad(bool former) => _former = former;

    public static NoGrad Begin() => new(Native.SetGradMode(false));

    public void Dispose() => Native.SetGradMode(_former);
}
