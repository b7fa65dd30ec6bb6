using Distillery.Messages.Progress;
using Distillery.Shared.Averaging;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.Seeds;

namespace Distillery.Shared.Tests.Cluster.Serialization;

public sealed class ReportCodecTests
{
    private static readonly RankReport Full = new(
        3, 0.25, 64, [5, 0, 63], "uncertainty", 64, 3, 1.5, [0.1, 0, 2], 0xFEDCBA9876543210, new EvaluationCounts(100, 90, 99),
        2, [new DamagedSample(8, "val-000003.tar, image 8: Premature end of JPEG file"), new DamagedSample(1, "")])
    {
        LabelLoss = 0.125,
        DistillLoss = 0.0625,
    };

    private static readonly RankReport Bare = new(0, double.NaN, 0, [], "", 0, 0, double.NaN, [], null, null);

    [Fact]
    public void What_is_encoded_is_decoded_again()
    {
        IReadOnlyList<RankReport> decoded = Decoded(ReportCodec.Encode([Full, Bare]));
        Assert.Equal(2, decoded.Count);
        AssertEqual(Full, decoded[0]);
        AssertEqual(Bare, decoded[1]);
        Assert.Empty(Decoded(ReportCodec.Encode([])));
    }

    [Fact]
    public void A_part_of_the_bytes_is_refused_wherever_it_ends()
    {
        byte[] bytes = ReportCodec.Encode([Full, Bare]);
        for (int length = 1; length < bytes.Length; length++)
            Assert.NotNull(ReportCodec.Decode(bytes.AsSpan(0, length)).Problem);
        Assert.NotNull(ReportCodec.Decode([.. bytes, 0]).Problem);
    }

    [Fact]
    public void Damaged_bytes_are_refused_or_read_but_never_trusted_with_memory()
    {
        RandomStream stream = RandomStream.Named(seed: 1, "damage");
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = ReportCodec.Encode([Full, Bare]);
            bytes[stream.NextInt(bytes.Length)] = (byte)stream.NextInt(256);
            bytes[stream.NextInt(bytes.Length)] ^= 0x80;
            long before = GC.GetAllocatedBytesForCurrentThread();
            (IReadOnlyList<RankReport>? reports, string? problem) = ReportCodec.Decode(bytes);
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 * 1024);
            Assert.NotEqual(reports is null, problem is null);
        }
    }

    [Fact]
    public void Reports_that_are_missing_at_the_end_are_missed()
    {
        byte[] both = ReportCodec.Encode([Bare, Bare]);
        byte[] one = ReportCodec.Encode([Bare]);
        Assert.Equal("2 reports are said to follow and 1 do", ReportCodec.Decode(both.AsSpan(0, one.Length)).Problem);
    }

    private static IReadOnlyList<RankReport> Decoded(byte[] bytes)
    {
        (IReadOnlyList<RankReport>? reports, string? problem) = ReportCodec.Decode(bytes);
        Assert.Null(problem);
        return reports!;
    }

    private static void AssertEqual(RankReport expected, RankReport actual)
    {
        Assert.Equal(expected.Kept, actual.Kept);
        Assert.Equal(expected.PhaseSeconds, actual.PhaseSeconds);
        Assert.Equal(expected.Damages, actual.Damages);
        Assert.Equal(
            expected, actual with { Kept = expected.Kept, PhaseSeconds = expected.PhaseSeconds, Damages = expected.Damages });
    }
}
