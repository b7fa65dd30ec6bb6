using Distillery.Shared.Telemetry.Catalog;
using Distillery.Shared.Telemetry.Exposition;

namespace Distillery.Shared.Tests.Telemetry.Exposition;

public sealed class ExpositionWriterTests
{
    private static readonly KeyValuePair<string, string>[] Target = [new("service_name", "distillery")];

    private static readonly MetricFamily[] Families =
    [
        new("a.losses", "{node}", "Lost \"nodes\",\nall\\of them.", MetricKind.Counter,
            [new([new("reason", "a \"b\" \\c\nd")], 3), new([new("reason", "é")], 0.5)]),
        new("b.share", "1", "A share.", MetricKind.Gauge, [new([], double.NaN)]),
        new("c.took", "s", "", MetricKind.Histogram,
            [new([new("phase.name", "data")], 7.25, [(0.1, 1), (1, 3), (double.PositiveInfinity, 4)])]),
        new("d.none", "", "Has no value and so is not there.", MetricKind.Gauge, []),
        new("e.rate", "{image}/s", "Images a second.", MetricKind.Gauge, [new([], double.PositiveInfinity)]),
    ];

    [Fact]
    public void OpenMetrics_is_written_as_its_specification_says() => Assert.Equal(
        """
        # TYPE target info
        # HELP target Which process this is.
        target_info{service_name="distillery"} 1
        # TYPE a_losses counter
        # HELP a_losses Lost \"nodes\",\nall\\of them.
        a_losses_total{reason="a \"b\" \\c\nd"} 3.0
        a_losses_total{reason="é"} 0.5
        # TYPE b_share_ratio gauge
        # UNIT b_share_ratio ratio
        # HELP b_share_ratio A share.
        b_share_ratio NaN
        # TYPE c_took_seconds histogram
        # UNIT c_took_seconds seconds
        c_took_seconds_bucket{phase_name="data",le="0.1"} 1
        c_took_seconds_bucket{phase_name="data",le="1.0"} 3
        c_took_seconds_bucket{phase_name="data",le="+Inf"} 4
        c_took_seconds_sum{phase_name="data"} 7.25
        c_took_seconds_count{phase_name="data"} 4
        # TYPE e_images_per_second gauge
        # HELP e_images_per_second Images a second.
        e_images_per_second +Inf
        # EOF

        """.Replace("e_images_per_second", "e_rate_per_second", StringComparison.Ordinal)
            .Replace("# HELP e_rate", "# UNIT e_rate_per_second per_second\n# HELP e_rate", StringComparison.Ordinal),
        ExpositionWriter.Write(Families, Target, ExpositionFormat.OpenMetrics));

    [Fact]
    public void Prometheus_text_names_counters_with_their_end_and_has_no_units()
    {
        string text = ExpositionWriter.Write(Families, Target, ExpositionFormat.Prometheus);
        Assert.Contains("# TYPE target_info gauge\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE a_losses_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains("# HELP a_losses_total Lost \"nodes\",\\nall\\\\of them.\n", text, StringComparison.Ordinal);
        Assert.Contains("a_losses_total{reason=\"a \\\"b\\\" \\\\c\\nd\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("c_took_seconds_bucket{phase_name=\"data\",le=\"1\"} 3\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("# UNIT", text, StringComparison.Ordinal);
        Assert.DoesNotContain("EOF", text, StringComparison.Ordinal);
    }
}
