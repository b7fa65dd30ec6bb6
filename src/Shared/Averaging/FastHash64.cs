using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Distillery.Shared.Averaging;

/// <summary>A hash of 64 bits for large numeric arrays, at the speed of memory. It tells states and averages apart, and
/// notices damage; against somebody who wants two inputs to look alike it is no protection.</summary>
/// <remarks>
/// The bytes are stripes of 256, each of 32 little-endian words for 32 lanes; the last stripe is filled up with zeros.
/// <list type="bullet">
/// <item>Lane i begins with P·(i + 1), where P is 0x9E3779B97F4A7C15, and takes in a word w by x = lane ^ w; x ← x ^ (x &gt;&gt; 32);
/// lane ← rotate(x · P, 29). That is a bijection of w: one changed word always changes the hash's inner state. The shift lets
/// the upper bits, which a product hands to nobody, change others too.</item>
/// <item>At the end h = number of bytes; for each lane h ← rotate((h ^ mix(lane)) · P, 29); the hash is mix(h), where mix is
/// MurmurHash3's finalizer.</item>
/// </list>
/// </remarks>
public struct FastHash64
{
    /// <summary>All but the last call of <see cref="Append"/> must bring a multiple of so many bytes.</summary>
    public const int StripeBytes = LaneCount * sizeof(ulong);

    private const int LaneCount = 32;
    private const ulong Factor = 0x9E3779B97F4A7C15;
    private const int Rotation = 29;
    private const int Fold = 32;

    private Lanes _lanes;
    private long _bytes;
    private bool _isClosed;

    public FastHash64()
    {
        for (int i = 0; i < LaneCount; i++) _lanes[i] = Factor * (ulong)(i + 1);
    }

    /// <summary>The hash of some bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        FastHash64 hash = new();
        hash.Append(bytes);
        return hash.Value;
    }

    /// <summary>Takes in more bytes.</summary>
    /// <exception cref="InvalidOperationException">A call before brought a part of a stripe.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 0) return;
        if (_isClosed) throw new InvalidOperationException("the hash has taken in a part of a stripe already");
        _bytes += bytes.Length;
        int whole = bytes.Length / StripeBytes * StripeBytes;
        AppendStripes(bytes[..whole]);
        if (whole == bytes.Length) return;
        Span<byte> last = stackalloc byte[StripeBytes];
        last.Clear();
        bytes[whole..].CopyTo(last);
        AppendStripes(last);
        _isClosed = true;
    }

    /// <summary>The hash of all bytes so far.</summary>
    public readonly ulong Value
    {
        get
        {
            ulong hash = (ulong)_bytes;
            for (int i = 0; i < LaneCount; i++) hash = BitOperations.RotateLeft((hash ^ Mix(_lanes[i])) * Factor, Rotation);
            return Mix(hash);
        }
    }

    private void AppendStripes(ReadOnlySpan<byte> stripes)
    {
        if (!BitConverter.IsLittleEndian || !Vector256.IsHardwareAccelerated)
        {
            AppendStripesOneByOne(stripes);
            return;
        }
        ref ulong lanes = ref _lanes[0];
        ref byte source = ref MemoryMarshal.GetReference(stripes);
        // Eight chains of dependent multiplications side by side hide each other's latency.
        Vector256<ulong> a = Lane(ref lanes, 0), b = Lane(ref lanes, 1), c = Lane(ref lanes, 2), d = Lane(ref lanes, 3);
        Vector256<ulong> e = Lane(ref lanes, 4), f = Lane(ref lanes, 5), g = Lane(ref lanes, 6), h = Lane(ref lanes, 7);
        for (nuint at = 0; at < (nuint)stripes.Length; at += StripeBytes)
        {
            a = Step(a, ref source, at);
            b = Step(b, ref source, at + 32);
            c = Step(c, ref source, at + 64);
            d = Step(d, ref source, at + 96);
            e = Step(e, ref source, at + 128);
            f = Step(f, ref source, at + 160);
            g = Step(g, ref source, at + 192);
            h = Step(h, ref source, at + 224);
        }
        a.StoreUnsafe(ref lanes, 0);
        b.StoreUnsafe(ref lanes, 4);
        c.StoreUnsafe(ref lanes, 8);
        d.StoreUnsafe(ref lanes, 12);
        e.StoreUnsafe(ref lanes, 16);
        f.StoreUnsafe(ref lanes, 20);
        g.StoreUnsafe(ref lanes, 24);
        h.StoreUnsafe(ref lanes, 28);
    }

    private void AppendStripesOneByOne(ReadOnlySpan<byte> stripes)
    {
        for (int at = 0; at < stripes.Length; at += sizeof(ulong))
        {
            ref ulong lane = ref _lanes[at / sizeof(ulong) % LaneCount];
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(stripes[at..]);
            word ^= lane;
            lane = BitOperations.RotateLeft((word ^ (word >> Fold)) * Factor, Rotation);
        }
    }

    private static Vector256<ulong> Lane(ref ulong lanes, int vector) => Vector256.LoadUnsafe(ref lanes, (nuint)(vector * 4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Step(Vector256<ulong> lanes, ref byte source, nuint offset)
    {
        Vector256<ulong> words = lanes ^ Vector256.LoadUnsafe(ref source, offset).AsUInt64();
        Vector256<ulong> product = (words ^ (words >>> Fold)) * Factor;
        return (product << Rotation) | (product >>> (64 - Rotation));
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xFF51AFD7ED558CCD;
        value = (value ^ (value >> 33)) * 0xC4CEB9FE1A85EC53;
        return value ^ (value >> 33);
    }

    [InlineArray(LaneCount)]
    private struct Lanes
    {
        private ulong _first;
    }
}
