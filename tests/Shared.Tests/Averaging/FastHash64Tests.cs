using System.Buffers.Binary;
using System.Numerics;
using Distillery.Shared.Averaging;

namespace Distillery.Shared.Tests.Averaging;

public sealed class FastHash64Tests
{
    private const int Stripe = FastHash64.StripeBytes;

    [Theory]
    [InlineData(0, 6868674689289095128ul)]
    [InlineData(1, 2341942641746064596ul)]
    [InlineData(255, 457854088396736190ul)]
    [InlineData(256, 3762603789316450390ul)]
    [InlineData(1000, 8907964742755067163ul)]
    public void The_values_never_change(int length, ulong expected) => Assert.Equal(expected, FastHash64.Of(Bytes(length)));

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(8192)]
    public void The_vectorised_form_does_what_the_text_says(int length)
    {
        byte[] bytes = Bytes(length);
        Assert.Equal(ByTheText(bytes), FastHash64.Of(bytes));
    }

    [Fact]
    public void Pieces_of_whole_stripes_hash_like_the_whole()
    {
        byte[] bytes = Bytes((5 * Stripe) + 33);
        FastHash64 hash = new();
        hash.Append(bytes.AsSpan(0, Stripe));
        hash.Append([]);
        hash.Append(bytes.AsSpan(Stripe, 3 * Stripe));
        hash.Append(bytes.AsSpan(4 * Stripe));
        Assert.Equal(FastHash64.Of(bytes), hash.Value);
        Assert.Throws<InvalidOperationException>(() => hash.Append(bytes));
    }

    [Fact]
    public void Any_changed_bit_and_any_zero_at_the_end_changes_the_hash()
    {
        byte[] bytes = Bytes(700);
        HashSet<ulong> seen = [FastHash64.Of(bytes), FastHash64.Of([.. bytes, 0])];
        for (int bit = 0; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(seen.Add(FastHash64.Of(bytes)), $"bit {bit} does not count");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    private static ulong ByTheText(byte[] bytes)
    {
        const ulong factor = 0x9E3779B97F4A7C15;
        ulong[] lanes = [.. Enumerable.Range(1, 32).Select(i => factor * (ulong)i)];
        byte[] padded = [.. bytes, .. new byte[(Stripe - (bytes.Length % Stripe)) % Stripe]];
        for (int at = 0; at < padded.Length; at += 8)
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(padded.AsSpan(at));
            ulong x = lanes[at / 8 % 32] ^ word;
            lanes[at / 8 % 32] = BitOperations.RotateLeft((x ^ (x >> 32)) * factor, 29);
        }
        ulong hash = (ulong)bytes.Length;
        foreach (ulong lane in lanes) hash = BitOperations.RotateLeft((hash ^ Mix(lane)) * factor, 29);
        return Mix(hash);
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xFF51AFD7ED558CCD;
        value = (value ^ (value >> 33)) * 0xC4CEB9FE1A85EC53;
        return value ^ (value >> 33);
    }

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)((i * 31) + (i >> 8)))];
}
