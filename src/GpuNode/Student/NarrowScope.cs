using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Student;

/// <summary>Autocast to bfloat16 while open, or nothing at all: the precision is the configuration's choice, not the step's.</summary>
internal readonly ref struct NarrowScope
{
    private readonly bool _isNarrow;
    private readonly Autocast _autocast;

    internal NarrowScope(bool isNarrow, DeviceType device)
    {
        _isNarrow = isNarrow;
        if (isNarrow) _autocast = Autocast.Begin(device, ScalarType.BFloat16);
    }

    public void Dispose()
    {
        if (_isNarrow) _autocast.Dispose();
    }
}
