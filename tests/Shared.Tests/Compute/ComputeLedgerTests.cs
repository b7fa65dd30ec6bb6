using Distillery.Shared.Compute;
using Distillery.Shared.Runs;

namespace Distillery.Shared.Tests.Compute;

public sealed class ComputeLedgerTests
{
    private const long StudentMacs = 1_000_000_000;
    private const int Batch = 64;

    /// <summary>The published costs of the authors' twelve pairs, in percent, at k = 48 of 64; the ratio of the teacher's
    /// and the student's multiply-accumulates is the authors' own.</summary>
    [Theory]
    [InlineData(38.17, 77.49)]
    [InlineData(174.00, 75.57)]
    [InlineData(13.56, 81.43)]
    [InlineData(27.16, 78.43)]
    [InlineData(23.49, 78.92)]
    [InlineData(8.22, 84.79)]
    [InlineData(3.25, 94.06)]
    [InlineData(3.93, 91.88)]
    [InlineData(3.06, 94.76)]
    [InlineData(6.12, 87.32)]
    [InlineData(2.97, 95.10)]
    [InlineData(4.14, 91.29)]
    public void Published_costs_of_unix(double teacherOverStudent, double percent) =>
        Assert.Equal(percent, 100 * Unix(48, teacherOverStudent).Ratio!.Value, 0.1);

    [Theory]
    [InlineData(48, 6.12)]
    [InlineData(40, 3.25)]
    [InlineData(36, 174)]
    [InlineData(1, 2)]
    public void Unix_costs_its_share_of_queries_and_one_scoring_pass(int kept, double ratio)
    {
        ComputeSummary summary = Unix(kept, ratio);
        double share = (double)kept / Batch;
        Assert.Equal(share + (1 / (ratio + 2)), summary.Ratio!.Value, 1e-9);
        Assert.Equal(share + (1 / (ratio + 3)), summary.RatioMeasuredBackward!.Value, 1e-9);
    }

    [Fact]
    public void Random_costs_its_share_and_conventional_distillation_one()
    {
        ComputeSummary random = Summary(6.12, scored: 0, trained: 48, queries: 48);
        Assert.Equal(0.75, random.Ratio!.Value, 1e-12);
        Assert.Equal(0.75, random.RatioMeasuredBackward!.Value, 1e-12);
        ComputeSummary conventional = Summary(6.12, scored: 0, trained: 64, queries: 64);
        Assert.Equal(conventional.KdMacs, conventional.TotalMacs);
        Assert.Equal(1, conventional.Ratio);
        Assert.Equal(1, conventional.RatioMeasuredBackward);
    }

    [Fact]
    public void Macs_by_hand()
    {
        ComputeLedger ledger = new(studentMacs: 10, teacherMacs: 100);
        ledger.Add(samples: 8, scored: 8, trained: 6, queries: 6);
        ledger.Add(samples: 8, scored: 0, trained: 8, queries: 0);
        Assert.Equal((16L, 8L, 14L, 6L), (ledger.SamplesSeen, ledger.ScoredImages, ledger.TrainedImages, ledger.TeacherQueries));
        Assert.Equal(80 + (14 * 20) + 600, ledger.Summary.TotalMacs);
        Assert.Equal(16 * 120, ledger.Summary.KdMacs);
        Assert.Equal(960 / 1920.0, ledger.Summary.Ratio!.Value, 1e-12);
        Assert.Equal((80 + (14 * 30) + 600) / (16 * 130.0), ledger.Summary.RatioMeasuredBackward!.Value, 1e-12);
    }

    [Fact]
    public void Without_a_teacher_or_before_the_first_step_there_is_no_ratio()
    {
        ComputeLedger alone = new(studentMacs: 10, teacherMacs: null);
        alone.Add(samples: 8, scored: 0, trained: 8, queries: 0);
        Assert.Equal(160, alone.Summary.TotalMacs);
        Assert.Null(alone.Summary.Ratio);
        Assert.Null(alone.Summary.RatioMeasuredBackward);
        Assert.Null(new ComputeLedger(10, 100).Summary.Ratio);
    }

    [Fact]
    public void Sums_beyond_64_bits_are_exact()
    {
        ComputeLedger ledger = new(studentMacs: 1_814_000_000, teacherMacs: 4_089_000_000);
        ledger.Add(samples: 1L << 40, scored: 0, trained: 1L << 40, queries: 1L << 40);
        Assert.Equal((Int128)(1L << 40) * (4_089_000_000 + (2 * 1_814_000_000L)), ledger.Summary.TotalMacs);
        Assert.Equal(1, ledger.Summary.Ratio);
    }

    private static ComputeSummary Unix(int kept, double ratio) => Summary(ratio, scored: Batch, trained: kept, queries: kept);

    private static ComputeSummary Summary(double teacherOverStudent, int scored, int trained, int queries)
    {
        ComputeLedger ledger = new(StudentMacs, (long)Math.Round(teacherOverStudent * StudentMacs));
        for (int step = 0; step < 1000; step++) ledger.Add(Batch, scored, trained, queries);
        return ledger.Summary;
    }
}
