using System.Runtime.InteropServices;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Student;
using Distillery.Messages;
using Distillery.Messages.Teachers;
using Distillery.Shared;
using Distillery.Shared.Wire;

namespace Distillery.GpuNode.Teacher.Asking;

/// <summary>Puts a question into a message: the images' bytes, and where they are mixed, how. That is a quarter of the mixed
/// images at most, and loses no bit.</summary>
internal static class QueryEncoder
{
    /// <summary>How a mixture is mixed: two places and a share.</summary>
    internal const int MixingBytes = sizeof(int) + sizeof(int) + sizeof(float);

    /// <exception cref="UserErrorException">The query is too large for a message: <see cref="SplitAnswers"/> leaves only single images
    /// that are.</exception>
    internal static TeacherQuery Encode(long number, Question question)
    {
        int[] kept = question.Selection.Kept;
        TeacherQuery query = question.Selection.Mixing is { } mixing
            ? EncodeMixed(number, question.Batch, kept, mixing)
            : new TeacherQuery(
                number, 0, kept.Length, kept.Length, IsMixed: false, IsRowByRow: false,
                new MemoryPayload(Pick(question.Batch, kept, before: 0)));
        if (query.Payload.Bytes.Length <= WireLimits.PayloadBytes) return query with { IsRowByRow = question.IsRowByRow };
        throw new UserErrorException(
            $"a teacher query about one image has {query.Payload.Bytes.Length >> 20} MiB, {WireLimits.PayloadBytes >> 20} at most",
            "Prepare smaller images (section data), or give the nodes that train a teacher of their own (--roles student,teacher,data).");
    }

    private static TeacherQuery EncodeMixed(long number, HostBatch batch, int[] kept, Mixing mixing)
    {
        int[] distinct = [.. kept.Concat(mixing.Partners).Distinct().Order()];
        byte[] bytes = Pick(batch, distinct, before: kept.Length * MixingBytes);
        Span<int> places = MemoryMarshal.Cast<byte, int>(bytes.AsSpan(0, 2 * kept.Length * sizeof(int)));
        for (int i = 0; i < kept.Length; i++)
        {
            places[i] = Array.BinarySearch(distinct, kept[i]);
            places[kept.Length + i] = Array.BinarySearch(distinct, mixing.Partners[i]);
        }
        MemoryMarshal.AsBytes(mixing.PartnerShares.AsSpan()).CopyTo(bytes.AsSpan(2 * kept.Length * sizeof(int)));
        return new TeacherQuery(
            number, 0, distinct.Length, kept.Length, IsMixed: true, IsRowByRow: false, new MemoryPayload(bytes));
    }

    /// <summary>The bytes of some images of a batch.</summary>
    /// <param name="before">Bytes to leave free in front.</param>
    internal static byte[] Pick(HostBatch batch, int[] positions, int before)
    {
        int size = batch.Shape.ValueCount;
        byte[] bytes = new byte[checked(before + (positions.Length * size))];
        for (int i = 0; i < positions.Length; i++) batch.Image(positions[i]).CopyTo(bytes.AsSpan(before + (i * size), size));
        return bytes;
    }
}
