using Distillery.Torch.Interop;

namespace Distillery.Torch;

/// <summary>While open, operators on this thread that gain from it compute in a narrower type.</summary>
public readonly ref struct Autocast
{
    private readonly DeviceType _device;
    private readonly (bool Enabled, ScalarType Type) _former;

    private Autocast(DeviceType device, (bool Enabled, ScalarType Type) former) =>
        (_device, _former) = (device, former);

    /// <param name="type">BFloat16 on a host; Float16 or BFloat16 on CUDA.</param>
    /// <exception cref="TorchException">The installed libtorch does not take this type on this kind of device.</exception>
    public static Autocast Begin(DeviceType device, ScalarType type) =>
        new(device, Native.SetAutocast(device, true, type));

    /// <summary>Cast weights are cached while open; they are dropped here, for the weights change between steps.</summary>
    public void Dispose()
    {
        Native.SetAutocast(_device, _former.Enabled, _former.Type);
        if (!_former.Enabled) Native.AutocastClearCache();
    }
}
