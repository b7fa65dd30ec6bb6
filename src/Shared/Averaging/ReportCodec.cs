using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Distillery.Messages.Progress;

namespace Distillery.Shared.Averaging;

/// <summary>The ranks' reports as the bytes of a slice.</summary>
/// <remarks>Little-endian: magic, version (1 byte), number of reports (2 bytes), then the reports. Each is its fields in
/// order of <see cref="RankReport"/>; a list or text begins with its length (4 bytes), an optional value with 0 or
/// 1.</remarks>
public static class ReportCodec
{
    /// <summary>As many ranks as a run can have.</summary>
    public const int MostReports = 4096;

    /// <summary>As many samples as a rank's batch can have.</summary>
    public const int MostKept = 65_536;

    /// <summary>Selectors say why in a word or two.</summary>
    public const int LongestReasonBytes = 256;

    /// <summary>A path, and a decoder's words.</summary>
    public const int LongestDamageBytes = 1024;

    /// <summary>More phases than a step will ever have.</summary>
    public const int MostPhases = 64;

    private const uint Magic = 0x50525244; // "DRRP"
    private const byte Version = 3;

    /// <param name="reports">By rank.</param>
    public static byte[] Encode(IReadOnlyList<RankReport> reports)
    {
        Invariant.That(reports.Count <= MostReports, $"{reports.Count} reports are more than ranks can be");
        ArrayBufferWriter<byte> bytes = new();
        Put(bytes, Magic);
        Put(bytes, Version);
        Put(bytes, (ushort)reports.Count);
        foreach (RankReport report in reports) Put(bytes, report);
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The reports, or null with what is wrong with the bytes.</summary>
    public static (IReadOnlyList<RankReport>? Reports, string? Problem) Decode(ReadOnlySpan<byte> bytes)
    {
        ReportReader reader = new(bytes);
        if (reader.UInt32() != Magic) return (null, "the reports do not begin as reports do");
        byte version = reader.Byte();
        if (version != Version) return (null, $"the reports have version {version}, this program reads {Version}");
        int count = reader.UInt16();
        if (count > MostReports) return (null, $"{count} reports are more than ranks can be");
        List<RankReport> reports = [];
        for (int i = 0; i < count && reader.Problem is null; i++) reports.Add(Report(ref reader));
        if (reader.Problem is null && reader.BytesLeft > 0) return (null, $"{reader.BytesLeft} bytes follow the reports");
        return reader.Problem is null ? (reports, null) : (null, reader.Problem);
    }

    private static RankReport Report(ref ReportReader reader) => new(
        reader.Int32(), reader.Double(), reader.Int32(), reader.Integers(MostKept), reader.Text(LongestReasonBytes),
        reader.Int32(), reader.Int32(), reader.Double(), reader.Doubles(MostPhases),
        reader.Flag() ? reader.UInt64() : null,
        reader.Flag() ? new EvaluationCounts(reader.Int64(), reader.Int64(), reader.Int64()) : null,
        reader.Int32(), Damages(ref reader))
    {
        LabelLoss = reader.Double(),
        DistillLoss = reader.Double(),
    };

    private static List<DamagedSample>? Damages(ref ReportReader reader)
    {
        int count = reader.Byte(); // Of a byte's 255 at most: an array of so many need not be feared.
        List<DamagedSample> damages = [];
        for (int i = 0; i < count && reader.Problem is null; i++)
            damages.Add(new DamagedSample(reader.Int32(), reader.Text(LongestDamageBytes)));
        return damages.Count == 0 ? null : damages; // As a report without any says it.
    }

    private static void Put(ArrayBufferWriter<byte> bytes, RankReport report)
    {
        Invariant.That(
            report.Kept.Count <= MostKept && report.PhaseSeconds.Count <= MostPhases, $"the report of rank {report.Rank} is too long");
        Put(bytes, report.Rank);
        Put(bytes, report.Loss);
        Put(bytes, report.Samples);
        Put(bytes, report.Kept.Count);
        foreach (int position in report.Kept) Put(bytes, position);
        byte[] reason = Encoding.UTF8.GetBytes(report.Reason);
        Invariant.That(reason.Length <= LongestReasonBytes, $"the reason of rank {report.Rank} is too long");
        Put(bytes, reason.Length);
        bytes.Write(reason);
        Put(bytes, report.ScoredImages);
        Put(bytes, report.TeacherQueries);
        Put(bytes, report.MeanUncertainty);
        Put(bytes, report.PhaseSeconds.Count);
        foreach (double seconds in report.PhaseSeconds) Put(bytes, seconds);
        Put(bytes, report.WeightsHash is null ? (byte)0 : (byte)1);
        if (report.WeightsHash is { } hash) Put(bytes, (long)hash);
        Put(bytes, report.Evaluation is null ? (byte)0 : (byte)1);
        if (report.Evaluation is { } counts)
        {
            Put(bytes, counts.Images);
            Put(bytes, counts.Top1);
            Put(bytes, counts.Top5);
        }
        Put(bytes, report.DamagedImages);
        Put(bytes, (byte)(report.Damages?.Count ?? 0));
        foreach (DamagedSample damage in report.Damages ?? []) Put(bytes, damage);
        Put(bytes, report.LabelLoss);
        Put(bytes, report.DistillLoss);
    }

    private static void Put(ArrayBufferWriter<byte> bytes, DamagedSample damage)
    {
        Put(bytes, damage.Sample);
        byte[] text = Encoding.UTF8.GetBytes(damage.Text);
        int length = Math.Min(text.Length, LongestDamageBytes);
        while (length < text.Length && (text[length] & 0xC0) == 0x80) length--; // No letter is cut in two.
        Put(bytes, length);
        bytes.Write(text.AsSpan(0, length));
    }

    private static void Put(ArrayBufferWriter<byte> bytes, byte value) => bytes.Write([value]);

    private static void Put(ArrayBufferWriter<byte> bytes, ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.GetSpan(sizeof(ushort)), value);
        bytes.Advance(sizeof(ushort));
    }

    private static void Put(ArrayBufferWriter<byte> bytes, int value) => Put(bytes, (uint)value);

    private static void Put(ArrayBufferWriter<byte> bytes, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.GetSpan(sizeof(uint)), value);
        bytes.Advance(sizeof(uint));
    }

    private static void Put(ArrayBufferWriter<byte> bytes, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes.GetSpan(sizeof(long)), value);
        bytes.Advance(sizeof(long));
    }

    private static void Put(ArrayBufferWriter<byte> bytes, double value) => Put(bytes, BitConverter.DoubleToInt64Bits(value));
}
