namespace Distillery.GpuNode.Tensors;

/// <summary>A device that a node computes on, by its own name.</summary>
/// <param name="Name"><c>cpu</c>, <c>cuda:K</c>, or <c>cpu:K</c>: a stand-in for such a device, which the processor computes.</param>
/// <param name="Torch">Where libtorch has the tensors; to libtorch all stand-ins are the processor.</param>
public sealed record ComputeDevice(string Name, Device Torch)
{
    /// <summary>The processor. What it computes lies where it is sent from.</summary>
    public static ComputeDevice Host { get; } = new("cpu", Devices.Cpu);

    /// <summary>Whether what is computed here must be copied to where it is sent from. Stand-ins do as CUDA's devices do.</summary>
    public bool HasOwnMemory => Name != Host.Name;

    /// <summary>The same values in the device's memory: the tensor itself on the host, a copy elsewhere.</summary>
    /// <param name="host">In host memory.</param>
    public Tensor Take(Tensor host) => HasOwnMemory ? host.to(Torch, copy: true) : host;

    public override string ToString() => Name;
}
