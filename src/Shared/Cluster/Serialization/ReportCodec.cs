using Distillery.Shared.Cluster.Serialization.Proto;
using Distillery.Shared.Wire;
using Google.Protobuf;
using RankReport = Distillery.Messages.Progress.RankReport;

namespace Distillery.Shared.Cluster.Serialization;

/// <summary>The ranks' reports as the bytes of a slice: RankReports of Proto/progress.proto.</summary>
public static class ReportCodec
{
    /// <param name="reports">By rank.</param>
    public static byte[] Encode(IReadOnlyList<RankReport> reports) =>
        new RankReports { Count = reports.Count, Reports = { reports.Select(ProgressMapping.ToProto) } }.ToByteArray();

    /// <summary>The reports, or null with what is wrong with the bytes.</summary>
    public static (IReadOnlyList<RankReport>? Reports, string? Problem) Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RankReports read = Fields.Parse(RankReports.Parser, bytes);
            return read.Count == read.Reports.Count
                ? ([.. read.Reports.Select(ProgressMapping.ToRecord)], null)
                : (null, $"{read.Count} reports are said to follow and {read.Reports.Count} do");
        }
        catch (WireException error)
        {
            return (null, error.Message);
        }
    }
}
