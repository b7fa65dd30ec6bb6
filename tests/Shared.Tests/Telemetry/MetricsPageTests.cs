using System.Diagnostics;
using System.Diagnostics.Metrics;
using Distillery.Shared.Telemetry;
using Distillery.Shared.Telemetry.Catalog;
using Distillery.Shared.Telemetry.Exposition;
using Distillery.Shared.Tests.Telemetry.Exposition;

namespace Distillery.Shared.Tests.Telemetry;

public sealed class MetricsPageTests : IDisposable
{
    private readonly string _name = $"Test {Guid.NewGuid()}";
    private readonly Meter _meter;
    private readonly MetricsPage _page;

    public MetricsPageTests() =>
        (_meter, _page) = (new Meter(_name), new MetricsPage("node \"7\"\n", new ManualTime(), MetricCatalog.All, _name));

    public void Dispose()
    {
        _page.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void What_is_measured_is_on_the_page()
    {
        Counter<long> sent = _meter.Count<long>(NodeMetrics.AveragingBytes);
        Histogram<double> latency = _meter.Measure(NodeMetrics.TeacherLatency);
        _meter.Observe(RunMetrics.Goodput, () => 0.25);
        _meter.Observe(RunMetrics.Loss, () => double.NaN);
        sent.Add(5, new KeyValuePair<string, object?>("direction", "sent"));
        sent.Add(7, new KeyValuePair<string, object?>("direction", "sent"));
        latency.Record(0.002);
        latency.Record(100);
        Dictionary<string, double> samples = OpenMetricsText.Read(_page.Write(ExpositionFormat.OpenMetrics));
        Assert.Equal(12, samples["distillery_averaging_bytes_total{direction=\"sent\"}"]);
        Assert.Equal(0.25, samples["distillery_goodput_ratio"]);
        Assert.Equal(0, samples["distillery_teacher_latency_seconds_bucket{le=\"0.001\"}"]);
        Assert.Equal(1, samples["distillery_teacher_latency_seconds_bucket{le=\"0.0025\"}"]);
        Assert.Equal(2, samples["distillery_teacher_latency_seconds_bucket{le=\"+Inf\"}"]);
        Assert.Equal(100.002, samples["distillery_teacher_latency_seconds_sum"], 9);
        Assert.DoesNotContain("distillery_loss", samples.Keys);
    }

    [Fact]
    public void The_process_and_the_runtime_are_on_the_page()
    {
        Dictionary<string, double> samples = OpenMetricsText.Read(_page.Write(ExpositionFormat.OpenMetrics));
        foreach (MetricDefinition metric in ProcessMetrics.All) Assert.True(samples[metric.ExposedName] > 0, metric.ExposedName);
        Assert.Contains(samples.Keys, name => name.StartsWith("dotnet_gc_", StringComparison.Ordinal));
        Assert.Contains(samples.Keys, name => name.StartsWith("target_info{", StringComparison.Ordinal)
            && name.Contains("service_instance_id=\"node \\\"7\\\"\\n\"", StringComparison.Ordinal));
    }

    [Fact]
    public void A_disposed_meter_leaves_the_page_and_another_takes_its_place()
    {
        using (Meter before = new(_name)) before.Observe(RunMetrics.Step, () => 1);
        _page.Write(ExpositionFormat.OpenMetrics);
        _meter.Observe(RunMetrics.Step, () => 2);
        using MetricsPage later = new("later", new ManualTime(), [], _name);
        Assert.Equal(2, OpenMetricsText.Read(later.Write(ExpositionFormat.OpenMetrics))["distillery_step"]);
    }

    [Fact]
    public void Prometheus_own_checker_finds_nothing_to_complain_of()
    {
        foreach (MetricDefinition metric in MetricCatalog.All.Except(ProcessMetrics.All))
        {
            if (metric.Kind == MetricKind.Histogram) _meter.Measure(metric).Record(1);
            else _meter.Observe(metric, () => 1);
        }
        ProcessStartInfo info = new("promtool", ["check", "metrics"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using Process checker = Process.Start(info)!;
        checker.StandardInput.Write(_page.Write(ExpositionFormat.Prometheus));
        checker.StandardInput.Close();
        string words = checker.StandardError.ReadToEnd() + checker.StandardOutput.ReadToEnd();
        checker.WaitForExit();
        // .NET's own names, such as dotnet_assembly_count, are not ours to change.
        Assert.Equal("", string.Concat(words.Split('\n').Where(line => !line.StartsWith("dotnet_", StringComparison.Ordinal))));
    }
}
