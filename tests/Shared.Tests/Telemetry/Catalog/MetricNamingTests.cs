using Distillery.Shared.Telemetry.Catalog;

namespace Distillery.Shared.Tests.Telemetry.Catalog;

public sealed class MetricNamingTests
{
    [Theory]
    [InlineData("distillery.step_duration", "s", MetricKind.Histogram, "distillery_step_duration_seconds")]
    [InlineData("distillery.samples", "{sample}", MetricKind.Counter, "distillery_samples_total")]
    [InlineData("distillery.averaging", "By", MetricKind.Counter, "distillery_averaging_bytes_total")]
    [InlineData("distillery.images", "{image}/s", MetricKind.Gauge, "distillery_images_per_second")]
    [InlineData("distillery.goodput", "1", MetricKind.Gauge, "distillery_goodput_ratio")]
    [InlineData("distillery.share", "1", MetricKind.Counter, "distillery_share_total")]
    [InlineData("distillery.wait_seconds", "s", MetricKind.Gauge, "distillery_wait_seconds")]
    [InlineData("distillery.done_total", "", MetricKind.Counter, "distillery_done_total")]
    [InlineData("dotnet.gc..pause-time", "s", MetricKind.Counter, "dotnet_gc_pause_time_seconds_total")]
    [InlineData("2nd", "By/s", MetricKind.Gauge, "_2nd_bytes_per_second")]
    public void Names_get_their_unit_and_what_they_are(string name, string unit, MetricKind kind, string exposed) =>
        Assert.Equal(exposed, MetricNaming.Exposed(name, unit, kind));

    [Fact]
    public void Every_metric_of_the_product_has_a_name_of_its_own() =>
        Assert.Equal(
            MetricCatalog.All.Count, MetricCatalog.All.Select(metric => metric.ExposedName).Distinct().Count());

    [Fact]
    public void Buckets_rise_and_histograms_alone_have_them()
    {
        foreach (MetricDefinition metric in MetricCatalog.All)
        {
            Assert.Equal(metric.Kind == MetricKind.Histogram, metric.Buckets is not null);
            if (metric.Buckets is { } buckets) Assert.Equal(buckets.Distinct().Order(), buckets);
        }
    }
}
