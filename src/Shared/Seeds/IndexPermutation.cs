using System.Numerics;

namespace Distillery.Shared.Seeds;

/// <summary>A random order of the numbers from 0 to a count, less one, with access to any position in constant
/// time.</summary>
/// <remarks>A Feistel network over the smallest power of two that holds the count (Luby and Rackoff, "How to
/// Construct Pseudorandom Permutations from Pseudorandom Functions", 1988), with halves that may differ by one bit.
/// Values outside the count are sent through again until one is inside: cycle walking (Black and Rogaway, "Ciphers
/// with Arbitrary Finite Domains", CT-RSA 2002), which takes fewer than two passes on average, because the power of
/// two is less than twice the count. Immutable: any number of threads may read it.</remarks>
public sealed class IndexPermutation
{
    // Luby and Rackoff need four rounds for large halves; halves of one or two bits mix more slowly.
    private const int RoundCount = 8;

    private readonly ulong[] _roundKeys = new ulong[RoundCount];
    private readonly int _leftBits;
    private readonly int _rightBits;

    /// <summary>The order that belongs to a seed, a purpose and an epoch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is not positive.</exception>
    public IndexPermutation(long count, long seed, string name, long epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        Count = count;
        int bits = 64 - BitOperations.LeadingZeroCount((ulong)(count - 1));
        _rightBits = (bits + 1) / 2;
        _leftBits = bits - _rightBits;
        RandomStream stream = RandomStream.Named(seed, name, epoch);
        for (int round = 0; round < RoundCount; round++) _roundKeys[round] = stream.NextUInt64();
    }

    /// <summary>How many numbers are ordered.</summary>
    public long Count { get; }

    /// <summary>The number at a position, both in [0, <see cref="Count"/>).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is outside the range.</exception>
    public long this[long position]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(position);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, Count);
            ulong value = (ulong)position;
            do value = Encrypt(value);
            while (value >= (ulong)Count);
            return (long)value;
        }
    }

    /// <summary>Each pair of rounds changes one half by a function of the other, which can be undone: a
    /// bijection.</summary>
    private ulong Encrypt(ulong value)
    {
        ulong leftMask = (1UL << _leftBits) - 1;
        ulong rightMask = (1UL << _rightBits) - 1;
        ulong left = value >> _rightBits;
        ulong right = value & rightMask;
        for (int round = 0; round < RoundCount; round += 2)
        {
            left ^= SeedHash.Add(_roundKeys[round], right) & leftMask;
            right ^= SeedHash.Add(_roundKeys[round + 1], left) & rightMask;
        }
        return (left << _rightBits) | right;
    }
}
