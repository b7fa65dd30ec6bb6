using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Distillery.GpuNode.Tensors;

/// <summary>The functions that libtorch calls for one marker. They carry no argument that would say whose they are, so each marker has its own;
/// they are used again when the marker's node is gone.</summary>
internal sealed unsafe class MarkerCallbacks
{
    private static readonly ConcurrentBag<MarkerCallbacks> All = []; // Native code holds only their addresses: this keeps them alive.
    private static readonly ConcurrentBag<MarkerCallbacks> Free = [];

    [ThreadStatic]
    private static MarkerCallbacks? _last;

    private readonly ApplyFunction _apply;
    private readonly DeletedFunction _deleted;
    private readonly nint* _gradients = (nint*)NativeMemory.Alloc((nuint)sizeof(nint)); // Lives as long as these callbacks: for ever.
    private Action? _reached;
    private nint _returned;

    private MarkerCallbacks()
    {
        _apply = OnApply;
        _deleted = OnDeleted;
        Apply = Marshal.GetFunctionPointerForDelegate(_apply);
        Deleted = Marshal.GetFunctionPointerForDelegate(_deleted);
        All.Add(this);
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate LibtorchFunctions.TensorList ApplyFunction(nint* gradients, int count);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void DeletedFunction();

    internal nint Apply { get; }

    internal nint Deleted { get; }

    internal static MarkerCallbacks Rent(Action reached)
    {
        if (!Free.TryTake(out MarkerCallbacks? callbacks)) callbacks = new MarkerCallbacks();
        callbacks._reached = reached;
        return callbacks;
    }

    /// <summary>Hands the gradient on as it came. libtorch copies the reference once this has returned, so ours is given up by the next marker on
    /// this thread.</summary>
    private LibtorchFunctions.TensorList OnApply(nint* gradients, int count)
    {
        _last?.GiveUpGradient();
        _last = this;
        try
        {
            _reached!();
        }
        catch (Exception failure)
        {
            Environment.FailFast("what a gradient marker calls has thrown, with libtorch's frames below it", failure);
        }
        _gradients[0] = _returned = gradients[0];
        return new LibtorchFunctions.TensorList((nint)_gradients, count);
    }

    private void OnDeleted()
    {
        GiveUpGradient();
        _reached = null;
        Free.Add(this);
    }

    private void GiveUpGradient()
    {
        nint gradient = Interlocked.Exchange(ref _returned, 0);
        if (gradient != 0) LibtorchFunctions.Loaded.DisposeTensor(gradient);
    }
}
