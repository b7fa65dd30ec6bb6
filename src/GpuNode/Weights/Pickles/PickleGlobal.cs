using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Weights.Pickles;

/// <summary>What calling an allowed global yields.</summary>
internal enum PickleGlobalKind
{
    OrderedDict,
    Tensor,
    Parameter,
    Size,
    StorageType,
    Inert,
}

/// <summary>A Python name that a pickle may mention. The list is closed: a name outside it ends the reading, so no
/// file can reach anything beyond these records.</summary>
/// <param name="Name">Module and name, joined by a dot.</param>
/// <param name="Kind">What it stands for.</param>
/// <param name="ElementType">The storage's element type, for a <see cref="PickleGlobalKind.StorageType"/>.</param>
internal sealed record PickleGlobal(string Name, PickleGlobalKind Kind, ScalarType ElementType = default)
{
    private static readonly Dictionary<string, PickleGlobal> Allowed = new PickleGlobal[]
    {
        new("collections.OrderedDict", PickleGlobalKind.OrderedDict),
        new("torch._utils._rebuild_tensor", PickleGlobalKind.Tensor),
        new("torch._utils._rebuild_tensor_v2", PickleGlobalKind.Tensor),
        new("torch._utils._rebuild_parameter", PickleGlobalKind.Parameter),
        new("torch._utils._rebuild_parameter_with_state", PickleGlobalKind.Parameter),
        new("torch.Size", PickleGlobalKind.Size),
        new("torch.DoubleStorage", PickleGlobalKind.StorageType, ScalarType.Float64),
        new("torch.FloatStorage", PickleGlobalKind.StorageType, ScalarType.Float32),
        new("torch.HalfStorage", PickleGlobalKind.StorageType, ScalarType.Float16),
        new("torch.BFloat16Storage", PickleGlobalKind.StorageType, ScalarType.BFloat16),
        new("torch.LongStorage", PickleGlobalKind.StorageType, ScalarType.Int64),
        new("torch.IntStorage", PickleGlobalKind.StorageType, ScalarType.Int32),
        new("torch.ShortStorage", PickleGlobalKind.StorageType, ScalarType.Int16),
        new("torch.CharStorage", PickleGlobalKind.StorageType, ScalarType.Int8),
        new("torch.ByteStorage", PickleGlobalKind.StorageType, ScalarType.Byte),
        new("torch.BoolStorage", PickleGlobalKind.StorageType, ScalarType.Bool),
        // Options and measures that training scripts save beside the weights.
        new("argparse.Namespace", PickleGlobalKind.Inert),
        new("builtins.set", PickleGlobalKind.Inert),
        new("__builtin__.set", PickleGlobalKind.Inert),
        new("_codecs.encode", PickleGlobalKind.Inert),
        new("numpy.dtype", PickleGlobalKind.Inert),
        new("numpy.core.multiarray.scalar", PickleGlobalKind.Inert),
        new("numpy._core.multiarray.scalar", PickleGlobalKind.Inert),
        new("torch.device", PickleGlobalKind.Inert),
    }.ToDictionary(known => known.Name, StringComparer.Ordinal);

    /// <returns>Null for a name that is not allowed.</returns>
    public static PickleGlobal? Find(string module, string name) => Allowed.GetValueOrDefault($"{module}.{name}");
}
