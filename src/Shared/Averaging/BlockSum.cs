using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Distillery.Shared.Configuration;

namespace Distillery.Shared.Averaging;

/// <summary>Adds up one block of all parts after the other.</summary>
/// <param name="scratch">Three blocks for addends and quotient where they must be widened, then the working
/// blocks.</param>
/// <param name="divisor">Null for a mere sum.</param>
internal readonly ref struct BlockSum(
    WireType wire, SumPlan plan, IReadOnlyList<ReadOnlyMemory<byte>> parts, Span<float> scratch, int blockLength, int? divisor)
{
    private const int FirstWorkingBlock = 3;
    private const int Magnitude = 0x7FFF_FFFF;
    private const int InfinityBits = 0x7F80_0000;

    private readonly Span<float> _scratch = scratch;

    /// <summary>One block of the result.</summary>
    /// <param name="start">Its first element.</param>
    /// <returns>Whether all of it is finite.</returns>
    internal bool Compute(int start, Span<byte> destination)
    {
        int length = destination.Length / wire.SizeInBytes();
        Span<float> result = wire == WireType.Fp32 ? MemoryMarshal.Cast<byte, float>(destination) : Block(2, length);
        ReadOnlySpan<float> sum = Operand(0, start, length, 0);
        for (int i = 0; i < plan.Steps.Count; i++)
        {
            SumStep step = plan.Steps[i];
            bool isLast = i == plan.Steps.Count - 1;
            Span<float> target = isLast ? result : Block(FirstWorkingBlock + step.Block, length);
            Add(Operand(step.Left, start, length, 0), Operand(step.Right, start, length, 1), target);
            sum = target;
        }
        bool isFinite = divisor is { } number ? Divide(sum, number, result) : true;
        if (divisor is null && plan.Steps.Count == 0) sum.CopyTo(result);
        if (wire == WireType.Bf16) Bfloat16.Narrow(result, MemoryMarshal.Cast<byte, ushort>(destination));
        return isFinite;
    }

    private Span<float> Block(int number, int length) => _scratch.Slice(number * blockLength, length);

    private ReadOnlySpan<float> Operand(int number, int start, int length, int widened)
    {
        if (number < 0) return Block(FirstWorkingBlock + ~number, length);
        ReadOnlySpan<byte> bytes = parts[number].Span;
        if (wire == WireType.Fp32) return MemoryMarshal.Cast<byte, float>(bytes).Slice(start, length);
        Span<float> block = Block(widened, length);
        Bfloat16.Widen(MemoryMarshal.Cast<byte, ushort>(bytes).Slice(start, length), block);
        return block;
    }

    private void Add(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> target)
    {
        bool isNarrow = wire == WireType.Bf16;
        int at = 0;
        int width = Vector<float>.Count;
        ref float l = ref MemoryMarshal.GetReference(left), r = ref MemoryMarshal.GetReference(right);
        ref float t = ref MemoryMarshal.GetReference(target);
        for (; at <= target.Length - width; at += width)
        {
            Vector<float> sum = Vector.LoadUnsafe(ref l, (nuint)at) + Vector.LoadUnsafe(ref r, (nuint)at);
            (isNarrow ? Bfloat16.Round(sum) : sum).StoreUnsafe(ref t, (nuint)at);
        }
        for (; at < target.Length; at++)
        {
            float sum = left[at] + right[at];
            target[at] = isNarrow ? Bfloat16.Round(sum) : sum;
        }
    }

    /// <summary>Divides, and looks at every quotient. A quotient can be finite whose rounding is not, so in bfloat16 it is
    /// rounded first.</summary>
    private bool Divide(ReadOnlySpan<float> sum, int number, Span<float> target)
    {
        bool isNarrow = wire == WireType.Bf16;
        int at = 0;
        int width = Vector<float>.Count;
        ref float s = ref MemoryMarshal.GetReference(sum), t = ref MemoryMarshal.GetReference(target);
        Vector<float> divisors = new(number);
        Vector<int> largest = Vector<int>.Zero;
        for (; at <= target.Length - width; at += width)
        {
            Vector<float> quotient = Vector.LoadUnsafe(ref s, (nuint)at) / divisors;
            if (isNarrow) quotient = Bfloat16.Round(quotient);
            quotient.StoreUnsafe(ref t, (nuint)at);
            largest = Vector.Max(largest, Vector.AsVectorInt32(quotient) & new Vector<int>(Magnitude));
        }
        bool isFinite = Vector.LessThanAll(largest, new Vector<int>(InfinityBits));
        for (; at < target.Length; at++)
        {
            float quotient = sum[at] / number;
            target[at] = isNarrow ? Bfloat16.Round(quotient) : quotient;
            isFinite &= float.IsFinite(target[at]);
        }
        return isFinite;
    }
}
