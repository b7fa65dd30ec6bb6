namespace Distillery.Shared.Seeds;

/// <summary>A stream of random numbers that is fully named by a seed, a purpose and a position in the run.</summary>
/// <remarks>The numbers come from <see cref="Philox"/> with 128 bits of identity hashed from the name and positions
/// (64 as the key, 64 as the upper half of the counter) and the block number as the lower half. Two equal names give
/// the same numbers in every process; any difference gives unrelated ones. It is a value type so that a hot loop
/// allocates nothing; hand it on by reference, because a copy repeats the numbers of the original.</remarks>
public struct RandomStream
{
    private const ulong KeySalt = 0x243F6A8885A308D3;     // Digits of pi: two salts give two independent
    private const ulong CounterSalt = 0x13198A2E03707344; // hashes of the same identity.
    private const int WordsPerBlock = 4;

    private readonly ulong _key;
    private readonly ulong _counterHigh;
    private ulong _nextBlock;
    private PhiloxBlock _block;
    private int _wordsLeft;

    private RandomStream(ulong key, ulong counterHigh)
    {
        _key = key;
        _counterHigh = counterHigh;
    }

    /// <summary>The stream of one purpose at one position.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="name">What the numbers are for, such as "augmentation"; never built from run-time data.</param>
    /// <param name="a">The first position, such as the epoch.</param>
    /// <param name="b">The second position, such as the sample.</param>
    /// <param name="c">The third position.</param>
    public static RandomStream Named(long seed, string name, long a = 0, long b = 0, long c = 0)
    {
        ulong nameHash = SeedHash.OfName(name);
        return new RandomStream(
            Identity(KeySalt, nameHash, seed, a, b, c), Identity(CounterSalt, nameHash, seed, a, b, c));
    }

    /// <summary>32 random bits.</summary>
    public uint NextUInt32()
    {
        if (_wordsLeft == 0) DrawBlock();
        int word = WordsPerBlock - _wordsLeft;
        _wordsLeft--;
        return word switch { 0 => _block.Word0, 1 => _block.Word1, 2 => _block.Word2, _ => _block.Word3 };
    }

    /// <summary>64 random bits; the lower half is drawn first.</summary>
    public ulong NextUInt64()
    {
        ulong low = NextUInt32();
        return low | ((ulong)NextUInt32() << 32);
    }

    /// <summary>A number in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A number in [0, 1), a multiple of 2^-24.</summary>
    public float NextSingle() => (NextUInt32() >> 8) * (1.0f / (1U << 24));

    /// <summary>A number in [0, exclusiveBound), each equally likely.</summary>
    /// <remarks>Source: Lemire, "Fast Random Integer Generation in an Interval" (ACM TOMACS 2019), algorithm 5:
    /// multiply, and draw again in the few cases that would favour some numbers.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int NextInt(int exclusiveBound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveBound);
        uint bound = (uint)exclusiveBound;
        ulong product = (ulong)NextUInt32() * bound;
        if ((uint)product >= bound) return (int)(product >> 32); // Spares the division in nearly every call.
        uint biasedCount = unchecked(0u - bound) % bound; // 2^32 modulo the bound.
        while ((uint)product < biasedCount) product = (ulong)NextUInt32() * bound;
        return (int)(product >> 32);
    }

    /// <summary>A number of the normal distribution with mean 0 and standard deviation 1.</summary>
    /// <remarks>Source: Box and Muller, "A Note on the Generation of Random Normal Deviates" (1958). The second
    /// number of the pair is not kept, so that each call draws exactly 128 bits.</remarks>
    public double NextGaussian()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble())); // 1 - x is in (0, 1]: the logarithm is finite.
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Brings the values into a random order, each order equally likely (Fisher and Yates, from the
    /// end).</summary>
    public void Shuffle(Span<int> values)
    {
        for (int last = values.Length - 1; last > 0; last--)
        {
            int other = NextInt(last + 1);
            (values[last], values[other]) = (values[other], values[last]);
        }
    }

    /// <summary>Fills the span with the numbers from 0 to its length, less one, in random order.</summary>
    public void FillPermutation(Span<int> destination)
    {
        for (int i = 0; i < destination.Length; i++) destination[i] = i;
        Shuffle(destination);
    }

    private static ulong Identity(ulong salt, ulong nameHash, long seed, long a, long b, long c)
    {
        ulong hash = SeedHash.Add(salt, nameHash);
        hash = SeedHash.Add(hash, (ulong)seed);
        hash = SeedHash.Add(hash, (ulong)a);
        hash = SeedHash.Add(hash, (ulong)b);
        return SeedHash.Add(hash, (ulong)c);
    }

    private void DrawBlock()
    {
        var counter = new PhiloxBlock(
            (uint)_nextBlock, (uint)(_nextBlock >> 32), (uint)_counterHigh, (uint)(_counterHigh >> 32));
        _block = Philox.Apply(counter, (uint)_key, (uint)(_key >> 32));
        _nextBlock++;
        _wordsLeft = WordsPerBlock;
    }
}
