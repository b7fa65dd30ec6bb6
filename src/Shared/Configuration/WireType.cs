namespace Distillery.Shared.Configuration;

/// <summary>How the numbers of contributions and averages travel between processes, and how sums over ranks are
/// rounded.</summary>
public enum WireType
{
    /// <summary>IEEE 754 single precision.</summary>
    Fp32,

    /// <summary>bfloat16: half the bytes. Each rank's contribution, each sum of two and the average are rounded to it,
    /// whether they travel or not, so that the number of nodes does not show.</summary>
    Bf16,
}
