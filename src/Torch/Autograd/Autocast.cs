using Distillery.Torch.Interop;

namespace Distillery.Torch;

/// <summary>While open, operators on this thread that gain from it compute in a narrower type.</summary>
public readonly ref struct Autocast
{
    private readonly DeviceType _device;
    private readonly ScalarType _type;
    private readonly bool _former;

    private Autocast(DeviceType device, ScalarType type, bool former) => (_device, _type, _former) = (device, type, former);

    /// <param name="type">BFloat16 on a host; Float16 or BFloat16 on CUDA.</param>
    public static Autocast Begin(DeviceType device, ScalarType type) =>
        new(device, type, Native.SetAutocast(device, true, type));

    /// <summary>Cast weights are cached while open; they are dropped here, for the weights change between steps.</summary>
    public void Dispose()
    {
        Native.SetAutocast(_device, _former, _type);
        if (!_former) Native.AutocastClearCache();
    }
}
