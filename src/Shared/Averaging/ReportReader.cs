using System.Buffers.Binary;
using System.Text;

namespace Distillery.Shared.Averaging;

/// <summary>Reads fields off bytes that may be anything: beyond their end, or after a length that cannot be, it reads zeros
/// and remembers the first problem.</summary>
internal ref struct ReportReader(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _left = bytes;

    /// <summary>Null as long as all is well.</summary>
    internal string? Problem { get; private set; }

    internal readonly int BytesLeft => _left.Length;

    internal byte Byte() => TryTake(sizeof(byte), out ReadOnlySpan<byte> field) ? field[0] : (byte)0;

    internal ushort UInt16() =>
        TryTake(sizeof(ushort), out ReadOnlySpan<byte> field) ? BinaryPrimitives.ReadUInt16LittleEndian(field) : (ushort)0;

    internal uint UInt32() =>
        TryTake(sizeof(uint), out ReadOnlySpan<byte> field) ? BinaryPrimitives.ReadUInt32LittleEndian(field) : 0;

    internal int Int32() => (int)UInt32();

    internal long Int64() =>
        TryTake(sizeof(long), out ReadOnlySpan<byte> field) ? BinaryPrimitives.ReadInt64LittleEndian(field) : 0;

    internal ulong UInt64() => (ulong)Int64();

    internal double Double() => BitConverter.Int64BitsToDouble(Int64());

    internal bool Flag()
    {
        byte value = Byte();
        if (value > 1) Fail($"{value} is neither yes nor no");
        return value == 1;
    }

    internal int[] Integers(int most)
    {
        int[] values = new int[Count(most, sizeof(int))];
        for (int i = 0; i < values.Length; i++) values[i] = Int32();
        return values;
    }

    internal double[] Doubles(int most)
    {
        double[] values = new double[Count(most, sizeof(double))];
        for (int i = 0; i < values.Length; i++) values[i] = Double();
        return values;
    }

    internal string Text(int mostBytes)
    {
        if (!TryTake(Count(mostBytes, sizeof(byte)), out ReadOnlySpan<byte> field)) return "";
        try
        {
            return Utf8.GetString(field);
        }
        catch (ArgumentException)
        {
            Fail("a text is not UTF-8");
            return "";
        }
    }

    /// <summary>A length, with the memory for what it announces only when the bytes are there.</summary>
    private int Count(int most, int bytesEach)
    {
        int count = Int32();
        if (count >= 0 && count <= most && (long)count * bytesEach <= _left.Length) return count;
        Fail($"a length is {count}, of {most} at most and with {_left.Length} bytes left");
        return 0;
    }

    private bool TryTake(int count, out ReadOnlySpan<byte> field)
    {
        field = default;
        if (Problem is not null) return false;
        if (_left.Length < count)
        {
            Fail($"a field of {count} bytes is missing at the end");
            return false;
        }
        field = _left[..count];
        _left = _left[count..];
        return true;
    }

    private void Fail(string problem) => Problem ??= problem;
}
