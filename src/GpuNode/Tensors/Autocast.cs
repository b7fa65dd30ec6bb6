namespace Distillery.GpuNode.Tensors;

/// <summary>While open, operators on this thread that gain from it compute in a narrower type.</summary>
public readonly ref struct Autocast
{
    private readonly DeviceType _device;
    private readonly bool _wasEnabled;
    private readonly ScalarType _formerType;

    private Autocast(DeviceType device, bool wasEnabled, ScalarType formerType) =>
        (_device, _wasEnabled, _formerType) = (device, wasEnabled, formerType);

    /// <param name="type">BFloat16 or Float16.</param>
    /// <exception cref="ArgumentException">Autocast does not take this type.</exception>
    public static unsafe Autocast Begin(DeviceType device, ScalarType type)
    {
        if (device is not (DeviceType.CPU or DeviceType.CUDA)) throw new ArgumentException($"autocast is for CPU and CUDA, not {device}", nameof(device));
        if (type is not (ScalarType.BFloat16 or ScalarType.Float16))
            throw new ArgumentException($"autocast takes BFloat16 or Float16, not {type}", nameof(type));
        LibtorchFunctions torch = LibtorchFunctions.Loaded;
        Autocast former = new(device, torch.IsAutocastEnabled((sbyte)device) != 0, (ScalarType)torch.GetAutocastType((sbyte)device));
        torch.SetAutocastType((sbyte)device, (sbyte)type);
        torch.SetAutocastEnabled((sbyte)device, 1);
        return former;
    }

    /// <summary>Cast weights are cached while open; they are dropped here, for the weights change between steps.</summary>
    public unsafe void Dispose()
    {
        LibtorchFunctions torch = LibtorchFunctions.Loaded;
        torch.SetAutocastEnabled((sbyte)_device, _wasEnabled ? (byte)1 : (byte)0);
        torch.SetAutocastType((sbyte)_device, (sbyte)_formerType);
        if (!_wasEnabled) torch.ClearAutocastCache();
    }
}
