using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Distillery.GpuNode.Tensors;

/// <summary>A place in a network at which backward tells that it has passed: all gradients of the layers behind it are complete.</summary>
/// <remarks>TorchSharp has no gradient hooks, and a custom function of its own keeps a copy's memory of each output and each gradient until the
/// step ends. This one is an operator that hands the values through, in either direction, and holds nothing.</remarks>
public static class GradientMarker
{
    [ThreadStatic]
    private static unsafe nint* _output;

    /// <summary>Marks a tensor, typically the input of a block, before it branches. Use the result in its place.</summary>
    /// <param name="reached">Runs once in each backward, on the thread that computes it: the caller's on a host, libtorch's own on CUDA, where
    /// scopes and other facts of a thread differ. The process ends if it throws: libtorch's frames are below it.</param>
    /// <returns>The same values; the tensor itself if nothing is recorded for it, and then nothing is told.</returns>
    public static unsafe Tensor Apply(Tensor input, Action reached)
    {
        if (!is_grad_enabled() || !input.requires_grad) return input;
        LibtorchFunctions torch = LibtorchFunctions.Loaded;
        MarkerCallbacks callbacks = MarkerCallbacks.Rent(reached);
        LibtorchFunctions.NodePointers node = torch.NewNode(callbacks.Apply, callbacks.Deleted);
        CheckForErrors();
        try
        {
            return Insert(torch, node, input);
        }
        finally
        {
            // The graph holds the node now, or nothing does.
            torch.ReleaseNode(node);
            torch.ReleaseWeakNode(node);
        }
    }

    private static unsafe Tensor Insert(LibtorchFunctions torch, LibtorchFunctions.NodePointers node, Tensor input)
    {
        using Tensor output = AliasOf(input);
        nint inputHandle = input.Handle;
        nint outputHandle = output.Handle;
        nint wrapped = 0;
        LibtorchFunctions.TensorList inputs = new((nint)(&inputHandle), 1);
        LibtorchFunctions.TensorList outputs = new((nint)(&outputHandle), 1);
        torch.SetNextEdges(node, inputs, 1);
        torch.ClearInputMetadata(node);
        _output = &wrapped;
        torch.WrapOutputs(inputs, default, default, outputs, node, &OutputArray);
        GC.KeepAlive(input);
        CheckForErrors();
        return Tensor.UnsafeCreateTensor(wrapped);
    }

    private static Tensor AliasOf(Tensor input)
    {
        using (no_grad()) return input.alias();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe nint* OutputArray(nuint count) => _output;
}
