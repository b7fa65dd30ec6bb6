using System.Runtime.InteropServices;
using Distillery.GpuNode.Student;
using Distillery.Messages;
using Distillery.Messages.Teachers;
using Distillery.Shared;
using Distillery.Shared.Wire;
using Distillery.Torch;

namespace Distillery.GpuNode.Teacher.Asking;

/// <summary>Puts a question into the smallest form that loses no bit: bytes and the coefficients of mixing, where the images
/// were made of bytes; else numbers of two or four bytes, mixed already where that is smaller.</summary>
internal sealed class QueryEncoder(PixelTable table)
{
    private readonly int _values = table.Shape.ValueCount;

    /// <exception cref="UserErrorException">The query is too large for a message.</exception>
    internal TeacherQuery Encode(long number, Question question)
    {
        TeacherQuery query = question.Selection.Mixing is { } mixing
            ? EncodeMixed(number, question, mixing)
            : EncodeImages(number, question.Selection.Kept, position => question.Batch.Image(position));
        if (query.Payload.Bytes.Length <= WireLimits.PayloadBytes) return query;
        throw new UserErrorException(
            $"a teacher query of {query.Kept} images has {query.Payload.Bytes.Length >> 20} MiB, {WireLimits.PayloadBytes >> 20} at most",
            "Lower train.batch, or give the nodes that train a teacher of their own (--roles student,teacher,data).");
    }

    private delegate ReadOnlySpan<float> ImageAt(int position);

    private TeacherQuery EncodeMixed(long number, Question question, Mixing mixing)
    {
        int[] kept = question.Selection.Kept;
        int[] distinct = [.. kept.Concat(mixing.Partners).Distinct().Order()];
        int mixingBytes = kept.Length * (sizeof(int) + sizeof(int) + sizeof(float));
        (PixelType type, byte[] bytes) = Encode(distinct, position => question.Batch.Image(position), mixingBytes);
        if (bytes.Length > (long)kept.Length * _values * sizeof(float)) return EncodeMixture(number, question);
        Span<int> places = MemoryMarshal.Cast<byte, int>(bytes.AsSpan(0, 2 * kept.Length * sizeof(int)));
        for (int i = 0; i < kept.Length; i++)
        {
            places[i] = Array.BinarySearch(distinct, kept[i]);
            places[kept.Length + i] = Array.BinarySearch(distinct, mixing.Partners[i]);
        }
        MemoryMarshal.AsBytes(mixing.PartnerShares.AsSpan()).CopyTo(bytes.AsSpan(2 * kept.Length * sizeof(int)));
        return new TeacherQuery(
            number, 0, type, distinct.Length, kept.Length, IsMixed: true, IsRowByRow: false, new MemoryPayload(bytes));
    }

    private TeacherQuery EncodeMixture(long number, Question question)
    {
        using TensorScope scope = new();
        Tensor images = question.Images.To(Device.Cpu).Contiguous();
        int count = question.Selection.Kept.Length;
        return EncodeImages(
            number, [.. Enumerable.Range(0, count)], position => images.HostSpan<float>().Slice(position * _values, _values));
    }

    private TeacherQuery EncodeImages(long number, int[] positions, ImageAt image)
    {
        (PixelType type, byte[] bytes) = Encode(positions, image, before: 0);
        return new TeacherQuery(
            number, 0, type, positions.Length, positions.Length, IsMixed: false, IsRowByRow: false, new MemoryPayload(bytes));
    }

    /// <param name="before">Bytes to leave free in front.</param>
    private (PixelType Type, byte[] Bytes) Encode(int[] positions, ImageAt image, int before)
    {
        byte[] bytes = new byte[before + checked(positions.Length * _values)];
        int done = 0;
        while (done < positions.Length && table.TryEncode(image(positions[done]), bytes.AsSpan(before + (done * _values), _values))) done++;
        if (done == positions.Length) return (PixelType.UInt8, bytes);
        bool areNarrow = positions.All(position => IsNarrow(image(position)));
        int size = areNarrow ? sizeof(ushort) : sizeof(float);
        bytes = new byte[before + checked(positions.Length * _values * size)];
        for (int i = 0; i < positions.Length; i++)
            Write(image(positions[i]), bytes.AsSpan(before + (i * _values * size), _values * size), areNarrow);
        return (areNarrow ? PixelType.BFloat16 : PixelType.Float32, bytes);
    }

    private static bool IsNarrow(ReadOnlySpan<float> image)
    {
        const int LowerHalf = 0xFFFF;
        foreach (float value in image)
        {
            if ((BitConverter.SingleToInt32Bits(value) & LowerHalf) != 0) return false;
        }
        return true;
    }

    private static void Write(ReadOnlySpan<float> image, Span<byte> bytes, bool isNarrow)
    {
        if (!isNarrow)
        {
            MemoryMarshal.AsBytes(image).CopyTo(bytes);
            return;
        }
        Span<ushort> halves = MemoryMarshal.Cast<byte, ushort>(bytes);
        for (int i = 0; i < image.Length; i++) halves[i] = (ushort)(BitConverter.SingleToUInt32Bits(image[i]) >> 16);
    }
}
