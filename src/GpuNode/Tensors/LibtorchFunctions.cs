namespace Distillery.GpuNode.Tensors;

/// <summary>Exported functions of libtorch and of TorchSharp's native library that TorchSharp does not offer. Those of libtorch have the names
/// that its C++ compiler gave them; all take and return plain numbers and pointers.</summary>
/// <remarks>A C++ exception out of libtorch's would end the process: arguments are checked before. TorchSharp's keep theirs, for
/// <see cref="torch.CheckForErrors"/>.</remarks>
internal sealed unsafe class LibtorchFunctions
{
    private static LibtorchFunctions? _loaded;

    private readonly delegate* unmanaged<ulong> _version;
    private readonly delegate* unmanaged<nint> _context;
    private readonly delegate* unmanaged<nint, byte, byte, void> _setDeterministicAlgorithms;
    private readonly delegate* unmanaged<nint, byte, void> _setDeterministicFill;
    private readonly delegate* unmanaged<nint, byte, void> _setDeterministicCudnn;
    private readonly delegate* unmanaged<nint, byte, void> _setBenchmarkCudnn;

    internal LibtorchFunctions(LibtorchLibrary library)
    {
        _version = (delegate* unmanaged<ulong>)library.Function("aoti_torch_abi_version");
        _context = (delegate* unmanaged<nint>)library.Function("_ZN2at13globalContextEv");
        _setDeterministicAlgorithms =
            (delegate* unmanaged<nint, byte, byte, void>)library.Function("_ZN2at7Context26setDeterministicAlgorithmsEbb");
        _setDeterministicFill =
            (delegate* unmanaged<nint, byte, void>)library.Function("_ZN2at7Context39setDeterministicFillUninitializedMemoryEb");
        _setDeterministicCudnn = (delegate* unmanaged<nint, byte, void>)library.Function("_ZN2at7Context21setDeterministicCuDNNEb");
        _setBenchmarkCudnn = (delegate* unmanaged<nint, byte, void>)library.Function("_ZN2at7Context17setBenchmarkCuDNNEb");
        IsAutocastEnabled = (delegate* unmanaged<sbyte, byte>)library.Function("_ZN2at8autocast19is_autocast_enabledEN3c1010DeviceTypeE");
        SetAutocastEnabled =
            (delegate* unmanaged<sbyte, byte, void>)library.Function("_ZN2at8autocast20set_autocast_enabledEN3c1010DeviceTypeEb");
        GetAutocastType = (delegate* unmanaged<sbyte, sbyte>)library.Function("_ZN2at8autocast18get_autocast_dtypeEN3c1010DeviceTypeE");
        SetAutocastType = (delegate* unmanaged<sbyte, sbyte, void>)library.Function(
            "_ZN2at8autocast18set_autocast_dtypeEN3c1010DeviceTypeENS1_10ScalarTypeE");
        ClearAutocastCache = (delegate* unmanaged<void>)library.Function("_ZN2at8autocast11clear_cacheEv");
        Data = (delegate* unmanaged<nint, nint>)library.TorchSharpFunction("THSTensor_data");
        DisposeTensor = (delegate* unmanaged<nint, void>)library.TorchSharpFunction("THSTensor_dispose");
        NewOverMemory = (delegate* unmanaged<nint, delegate* unmanaged[Cdecl]<nint, void>, long*, int, sbyte, sbyte, int, int, byte, nint>)
            library.TorchSharpFunction("THSTensor_new");
        NewNode = (delegate* unmanaged<nint, nint, NodePointers>)library.TorchSharpFunction("THSAutograd_CSharpNode_ctor");
        SetNextEdges = (delegate* unmanaged<NodePointers, TensorList, byte, void>)library.TorchSharpFunction("THSAutograd_CSharpNode_setNextEdges");
        ClearInputMetadata = (delegate* unmanaged<NodePointers, void>)library.TorchSharpFunction("THSAutograd_CSharpNode_clearInputMetadata");
        WrapOutputs =
            (delegate* unmanaged<TensorList, TensorList, TensorList, TensorList, NodePointers, delegate* unmanaged[Cdecl]<nuint, nint*>, void>)
            library.TorchSharpFunction("THSAutograd_Function_wrapOutputs");
        ReleaseNode = (delegate* unmanaged<NodePointers, void>)library.TorchSharpFunction("THSAutograd_CSharpNode_disposeSharedPtr");
        ReleaseWeakNode = (delegate* unmanaged<NodePointers, void>)library.TorchSharpFunction("THSAutograd_CSharpNode_disposeWeakPtr");
    }

    internal static bool AreLoaded => _loaded is not null;

    /// <summary>Those of the libtorch that this process runs on.</summary>
    internal static LibtorchFunctions Loaded
    {
        get => _loaded ?? throw new InvalidOperationException("TorchRuntime.Initialize must be called before the first use of torch");
        set => _loaded = value;
    }

    // c10::DeviceType and c10::ScalarType, in TorchSharp's numbers, which are libtorch's.
    internal delegate* unmanaged<sbyte, byte> IsAutocastEnabled { get; }

    internal delegate* unmanaged<sbyte, byte, void> SetAutocastEnabled { get; }

    internal delegate* unmanaged<sbyte, sbyte> GetAutocastType { get; }

    internal delegate* unmanaged<sbyte, sbyte, void> SetAutocastType { get; }

    internal delegate* unmanaged<void> ClearAutocastCache { get; }

    /// <summary>(tensor) → the address of its first element.</summary>
    internal delegate* unmanaged<nint, nint> Data { get; }

    internal delegate* unmanaged<nint, void> DisposeTensor { get; }

    /// <summary>(data, deleter, sizes, rank, element type, element type, device type, device index, gradient wanted) → tensor. The deleter gets the
    /// data's address.</summary>
    internal delegate* unmanaged<nint, delegate* unmanaged[Cdecl]<nint, void>, long*, int, sbyte, sbyte, int, int, byte, nint> NewOverMemory { get; }

    /// <summary>(what computes the gradients: TensorList(nint* gradients, int count), what runs when the node goes: void()) → node.</summary>
    internal delegate* unmanaged<nint, nint, NodePointers> NewNode { get; }

    internal delegate* unmanaged<NodePointers, TensorList, byte, void> SetNextEdges { get; }

    internal delegate* unmanaged<NodePointers, void> ClearInputMetadata { get; }

    /// <summary>(inputs, not differentiable, changed in place, outputs, node, allocator of the array that the wrapped outputs go to).</summary>
    internal delegate* unmanaged<TensorList, TensorList, TensorList, TensorList, NodePointers, delegate* unmanaged[Cdecl]<nuint, nint*>, void> WrapOutputs
    { get; }

    internal delegate* unmanaged<NodePointers, void> ReleaseNode { get; }

    internal delegate* unmanaged<NodePointers, void> ReleaseWeakNode { get; }

    /// <summary>The loaded libtorch's version, which it keeps in the upper three bytes of a number.</summary>
    internal Version Version
    {
        get
        {
            ulong packed = _version();
            return new Version((int)(packed >> 56), (int)(packed >> 48 & 0xff), (int)(packed >> 40 & 0xff));
        }
    }

    internal void SetDeterministic(bool enabled)
    {
        byte value = enabled ? (byte)1 : (byte)0;
        nint context = _context();
        // Warn only: an operator without a deterministic form is named on standard error rather than refused.
        _setDeterministicAlgorithms(context, value, 1);
        // Memory that nothing has written yet is nothing that a result depends on; to fill it costs time.
        _setDeterministicFill(context, 0);
        _setDeterministicCudnn(context, value);
        _setBenchmarkCudnn(context, enabled ? (byte)0 : (byte)1);
    }

    /// <summary>CSharpNodePtr: two pointers to smart pointers.</summary>
    internal readonly record struct NodePointers(nint Shared, nint Weak);

    /// <summary>TensorArray: tensors one after the other.</summary>
    internal readonly record struct TensorList(nint Tensors, long Count);
}
