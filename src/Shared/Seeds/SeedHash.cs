namespace Distillery.Shared.Seeds;

/// <summary>The fixed hashes that turn a seed, a name and positions into the identity of a random stream.</summary>
/// <remarks>The results are part of every run's outcome, so they may never change: no hash of the runtime is used,
/// because those differ between processes.</remarks>
internal static class SeedHash
{
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;

    /// <summary>64-bit FNV-1a over the name's UTF-16 code units, low byte first (Fowler, Noll and Vo).</summary>
    internal static ulong OfName(ReadOnlySpan<char> name)
    {
        const ulong OffsetBasis = 0xCBF29CE484222325;
        const ulong Prime = 0x100000001B3;
        ulong hash = OffsetBasis;
        foreach (char unit in name)
        {
            hash = unchecked((hash ^ (byte)unit) * Prime);
            hash = unchecked((hash ^ (byte)(unit >> 8)) * Prime);
        }
        return hash;
    }

    /// <summary>Adds one value to a hash; the order of the values matters.</summary>
    /// <remarks>A bijection of either argument while the other is held.</remarks>
    internal static ulong Add(ulong hash, ulong value) => Mix(unchecked((hash ^ Mix(value)) + GoldenRatio));

    /// <summary>The finalizer of SplitMix64: a bijection in which each input bit moves about half of the output
    /// bits.</summary>
    /// <remarks>Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators" (OOPSLA 2014), with
    /// the constants of Stafford's variant 13.</remarks>
    internal static ulong Mix(ulong value)
    {
        value = unchecked((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9);
        value = unchecked((value ^ (value >> 27)) * 0x94D049BB133111EB);
        return value ^ (value >> 31);
    }
}
