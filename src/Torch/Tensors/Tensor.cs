using Distillery.Torch.Interop;

namespace Distillery.Torch;

/// <summary>One handle on a libtorch tensor. Whoever holds it disposes it, or lets the <see cref="TensorScope"/> that was
/// open on the thread when it was made do so. Several handles may share one tensor or one memory.</summary>
/// <remarks>Not safe for two threads at once, except that disposing during a call on another thread is harmless.</remarks>
public sealed partial class Tensor : IDisposable
{
    private TensorDescription? _description;

    internal Tensor(TensorHandle handle)
    {
        Handle = handle;
        TensorScope.Track(this);
    }

    internal TensorHandle Handle { get; }

    /// <summary>The extent of each dimension, in elements. Metadata is read once: it must not be changed in place.</summary>
    public ReadOnlySpan<long> Shape => Description.Sizes;

    /// <summary>The distance between neighbours of each dimension, in elements.</summary>
    public ReadOnlySpan<long> Strides => Description.Strides;

    public ScalarType Type => Description.Type;

    public Device Device => Description.Device;

    public int Rank => Description.Sizes.Length;

    /// <summary>The number of elements.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            foreach (long extent in Description.Sizes) count *= extent;
            return count;
        }
    }

    public bool IsDisposed => Handle.IsClosed;

    /// <summary>How many native tensor handles live in this process: the figure that must not grow from step to step.</summary>
    public static long LiveCount => Native.LiveTensors();

    private TensorDescription Description => _description ??= Native.Describe(Handle);

    /// <summary>A second handle on the same tensor, with a life of its own.</summary>
    public Tensor Alias() => new(Native.TensorAlias(Handle));

    public void Dispose() => Handle.Dispose();

    /// <summary>Such as <c>Float32[64, 10]</c>: the form in which errors speak of tensors.</summary>
    public override string ToString()
    {
        if (IsDisposed) return "a disposed tensor";
        string where = Device.Type == DeviceType.Cpu ? "" : $" on {Device}";
        return $"{Type}[{string.Join(", ", Description.Sizes)}]{where}";
    }
}
