namespace Distillery.Shared.Seeds;

/// <summary>Philox4x32-10: a keyed bijection of 128-bit counters whose outputs are used as random bits.</summary>
/// <remarks>Source: Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3" (SC 2011), section
/// 4.3. Counter-based: the block at any position is computed directly, so a stream has no state that depends on what
/// was drawn before. Tested against the known-answer vectors of the authors' Random123 library.</remarks>
public static class Philox
{
    private const int RoundCount = 10;
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint KeyStep0 = 0x9E3779B9; // The golden ratio: Philox's Weyl sequence for the first key word.
    private const uint KeyStep1 = 0xBB67AE85; // The square root of three, less one: the same for the second.

    /// <summary>The random block that belongs to a counter under a key.</summary>
    public static PhiloxBlock Apply(PhiloxBlock counter, uint key0, uint key1)
    {
        (uint word0, uint word1, uint word2, uint word3) = counter;
        for (int round = 0; round < RoundCount; round++)
        {
            ulong product0 = (ulong)Multiplier0 * word0;
            ulong product1 = (ulong)Multiplier1 * word2;
            word0 = (uint)(product1 >> 32) ^ word1 ^ key0;
            word1 = (uint)product1;
            word2 = (uint)(product0 >> 32) ^ word3 ^ key1;
            word3 = (uint)product0;
            key0 = unchecked(key0 + KeyStep0);
            key1 = unchecked(key1 + KeyStep1);
        }
        return new PhiloxBlock(word0, word1, word2, word3);
    }
}
