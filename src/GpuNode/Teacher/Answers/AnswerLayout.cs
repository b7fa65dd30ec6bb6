using System.Buffers.Binary;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Teacher.Answers;

/// <summary>How the logits of one answer are kept: all of them, or the largest k with what the others share.</summary>
/// <remarks>Of the others log((1/(C − k)) Σ exp(z)) is kept, and each of them reads as that: the softmax of the largest stays as it
/// was, and what is left is shared evenly. Equal logits count by class, the lower first.</remarks>
public sealed class AnswerLayout(int classCount, int? top, AnswerPrecision precision)
{
    private readonly int _kept = Math.Min(top ?? classCount, classCount);
    private readonly int _size = precision == AnswerPrecision.Float16 ? sizeof(ushort) : sizeof(float);

    public int ClassCount => classCount;

    /// <summary>0 where all logits are kept.</summary>
    public int Top => IsFull ? 0 : _kept;

    public AnswerPrecision Precision => precision;

    /// <summary>Of one answer.</summary>
    public int ByteCount => IsFull ? classCount * _size : _size + (_kept * (sizeof(int) + _size));

    private bool IsFull => _kept == classCount;

    /// <param name="logits">One for each class.</param>
    /// <param name="bytes"><see cref="ByteCount"/> of them.</param>
    public void Write(ReadOnlySpan<float> logits, Span<byte> bytes)
    {
        if (IsFull)
        {
            for (int i = 0; i < classCount; i++) WriteNumber(logits[i], bytes[(i * _size)..]);
            return;
        }
        int[] order = Order(logits);
        WriteNumber(MeanOfRest(logits, order.AsSpan(_kept)), bytes);
        bytes = bytes[_size..];
        foreach (int index in order.AsSpan(0, _kept))
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, index);
            WriteNumber(logits[index], bytes[sizeof(int)..]);
            bytes = bytes[(sizeof(int) + _size)..];
        }
    }

    /// <summary>The logits as they are used, whether they were kept before or not.</summary>
    /// <returns>False when the bytes name a class that there is not.</returns>
    public bool TryRead(ReadOnlySpan<byte> bytes, Span<float> logits)
    {
        if (IsFull)
        {
            for (int i = 0; i < classCount; i++) logits[i] = ReadNumber(bytes[(i * _size)..]);
            return true;
        }
        logits.Fill(ReadNumber(bytes));
        bytes = bytes[_size..];
        for (int i = 0; i < _kept; i++, bytes = bytes[(sizeof(int) + _size)..])
        {
            int index = BinaryPrimitives.ReadInt32LittleEndian(bytes);
            if ((uint)index >= (uint)classCount) return false;
            logits[index] = ReadNumber(bytes[sizeof(int)..]);
        }
        return true;
    }

    private static int[] Order(ReadOnlySpan<float> logits)
    {
        float[] values = logits.ToArray();
        int[] order = [.. Enumerable.Range(0, values.Length)];
        Array.Sort(order, (left, right) =>
        {
            int falling = values[right].CompareTo(values[left]);
            return falling != 0 ? falling : left.CompareTo(right);
        });
        return order;
    }

    private static float MeanOfRest(ReadOnlySpan<float> logits, ReadOnlySpan<int> rest)
    {
        double largest = logits[rest[0]], sum = 0;
        foreach (int index in rest) sum += Math.Exp(logits[index] - largest);
        return (float)(largest + Math.Log(sum / rest.Length));
    }

    private void WriteNumber(float value, Span<byte> bytes)
    {
        if (precision == AnswerPrecision.Float16) BinaryPrimitives.WriteHalfLittleEndian(bytes, (Half)value);
        else BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
    }

    private float ReadNumber(ReadOnlySpan<byte> bytes) => precision == AnswerPrecision.Float16
        ? (float)BinaryPrimitives.ReadHalfLittleEndian(bytes) : BinaryPrimitives.ReadSingleLittleEndian(bytes);
}
