using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Distillery.Messages.Progress;
using Distillery.Shared.Plans;

namespace Distillery.Coordinator.Record;

/// <summary>Short names for the samples of a step: the first 128 bits of SHA-256, in hexadecimal.</summary>
public static class SampleDigests
{
    private const int Bytes = 16;

    /// <summary>Of the samples that the plan gives to the ranks of a step.</summary>
    public static string OfPlan(SamplePlan plan, long step)
    {
        (int epoch, int stepInEpoch) = plan.Locate(step);
        int[] indices = new int[plan.RankCount * plan.BatchSize];
        for (int rank = 0; rank < plan.RankCount; rank++)
            plan.Indices(epoch, stepInEpoch, rank, indices.AsSpan(rank * plan.BatchSize, plan.BatchSize));
        return OfIndices(indices);
    }

    /// <summary>Of the samples of a step.</summary>
    /// <param name="indices">Of all ranks, one rank after the other; hashed as 32-bit little-endian numbers.</param>
    public static string OfIndices(ReadOnlySpan<int> indices)
    {
        if (BitConverter.IsLittleEndian) return Short(SHA256.HashData(MemoryMarshal.AsBytes(indices)));
        byte[] bytes = new byte[indices.Length * sizeof(int)];
        for (int i = 0; i < indices.Length; i++)
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(int)), indices[i]);
        return Short(SHA256.HashData(bytes));
    }

    /// <summary>Of what the ranks have kept, in the order of selection, and why.</summary>
    /// <param name="reports">By rank.</param>
    internal static string OfKept(IReadOnlyList<RankReport> reports)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (RankReport report in reports)
        {
            AppendNumber(hash, report.Rank);
            AppendNumber(hash, report.Kept.Count);
            foreach (int position in report.Kept) AppendNumber(hash, position);
            byte[] reason = Encoding.UTF8.GetBytes(report.Reason);
            AppendNumber(hash, reason.Length);
            hash.AppendData(reason);
        }
        return Short(hash.GetHashAndReset());
    }

    private static void AppendNumber(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static string Short(byte[] hash) => Convert.ToHexStringLower(hash, 0, Bytes);
}
