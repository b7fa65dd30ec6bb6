using Distillery.Shared.Configuration;

namespace Distillery.Shared.Averaging;

/// <summary>Facts about the number formats of contributions and averages.</summary>
public static class WireTypes
{
    /// <summary>The size of one number in bytes.</summary>
    public static int SizeInBytes(this WireType wire) => wire == WireType.Fp32 ? sizeof(float) : sizeof(ushort);
}
