namespace Distillery.GpuNode.Weights.Pickles;

/// <summary>What a pickle may demand of the reader. Checkpoints with optimizer state need about 50 operations and 200
/// bytes a tensor, so these hold for a hundred thousand tensors, and a hostile file costs under a gigabyte.</summary>
internal static class PickleLimits
{
    public const long MaximumBytes = 64L << 20;
    public const int MaximumOperations = 10_000_000;

    /// <summary>Values on the stack at once; items of one long list wait there until they are appended.</summary>
    public const int MaximumStack = 4_000_000;

    /// <summary>Marks that are open at once, that is, containers within containers.</summary>
    public const int MaximumDepth = 1_000;

    /// <summary>Bytes of one integer; the legacy format's magic number has 10.</summary>
    public const int MaximumIntegerBytes = 32;

    /// <summary>Bytes of the module or the name of one global.</summary>
    public const int MaximumGlobalBytes = 256;

    /// <summary>Dimensions of one tensor; PyTorch's own limit.</summary>
    public const int MaximumRank = 64;
}
