using System.Globalization;
using System.Text;
using Distillery.Shared.Telemetry.Catalog;

namespace Distillery.Shared.Telemetry.Exposition;

/// <summary>Writes metrics as OpenMetrics 1.0 or as Prometheus' text format 0.0.4, which differ in how counters, infinities and
/// numbers are written, and in the end mark.</summary>
public static class ExpositionWriter
{
    private const string TargetInfo = "target_info";

    /// <param name="target">What is known of the process as a whole, such as its version.</param>
    public static string Write(
        IEnumerable<MetricFamily> families, IReadOnlyList<KeyValuePair<string, string>> target, ExpositionFormat format)
    {
        StringBuilder text = new(32 << 10);
        WriteTarget(text, target, format);
        foreach (MetricFamily family in families.OrderBy(family => family.Name, StringComparer.Ordinal))
        {
            if (family.Points.Count > 0) Write(text, family, format);
        }
        if (format.IsOpenMetrics) text.Append("# EOF\n");
        return text.ToString();
    }

    private static void WriteTarget(
        StringBuilder text, IReadOnlyList<KeyValuePair<string, string>> target, ExpositionFormat format)
    {
        (string family, string type) = format.IsOpenMetrics ? ("target", "info") : (TargetInfo, "gauge");
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {family} {type}\n# HELP {family} Which process this is.\n{TargetInfo}");
        WriteLabels(text, target, null);
        text.Append(" 1\n");
    }

    private static void Write(StringBuilder text, MetricFamily family, ExpositionFormat format)
    {
        string sample = MetricNaming.Exposed(family.Name, family.Unit, family.Kind);
        string name = format.IsOpenMetrics ? MetricNaming.Family(family.Name, family.Unit, family.Kind) : sample;
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} {TypeOf(family.Kind)}\n");
        string unit = MetricNaming.UnitSuffix(family.Unit, family.Kind);
        if (format.IsOpenMetrics && unit.Length > 0 && name.EndsWith($"_{unit}", StringComparison.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"# UNIT {name} {unit}\n");
        if (family.Help.Length > 0) text.Append("# HELP ").Append(name).Append(' ').Append(EscapeHelp(family.Help, format)).Append('\n');
        foreach (MetricPointValue point in family.Points)
        {
            if (point.Buckets is null) WriteSample(text, sample, point.Labels, null, Number(point.Value, format));
            else WriteHistogram(text, name, point, format);
        }
    }

    private static void WriteHistogram(StringBuilder text, string name, MetricPointValue point, ExpositionFormat format)
    {
        foreach ((double bound, long count) in point.Buckets!)
            WriteSample(text, $"{name}_bucket", point.Labels, Number(bound, format), Whole(count));
        WriteSample(text, $"{name}_sum", point.Labels, null, Number(point.Value, format));
        WriteSample(text, $"{name}_count", point.Labels, null, Whole(point.Buckets[^1].Count));
    }

    private static void WriteSample(
        StringBuilder text, string name, IReadOnlyList<KeyValuePair<string, string>> labels, string? bound, string value)
    {
        text.Append(name);
        WriteLabels(text, labels, bound);
        text.Append(' ').Append(value).Append('\n');
    }

    private static void WriteLabels(StringBuilder text, IReadOnlyList<KeyValuePair<string, string>> labels, string? bound)
    {
        if (labels.Count == 0 && bound is null) return;
        char before = '{';
        foreach ((string name, string value) in labels)
        {
            text.Append(before).Append(MetricNaming.Plain(name)).Append("=\"").Append(Escape(value)).Append('"');
            before = ',';
        }
        if (bound is not null) text.Append(before).Append("le=\"").Append(bound).Append('"');
        text.Append('}');
    }

    private static string TypeOf(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Histogram => "histogram",
        _ => "gauge",
    };

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal);

    /// <summary>A quotation mark is escaped in OpenMetrics alone.</summary>
    private static string EscapeHelp(string help, ExpositionFormat format)
    {
        string escaped = help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        return format.IsOpenMetrics ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The shortest text that reads back as the same number. In OpenMetrics a bucket's bound has a decimal point.</summary>
    private static string Number(double value, ExpositionFormat format)
    {
        if (double.IsPositiveInfinity(value)) return "+Inf";
        if (double.IsNegativeInfinity(value)) return "-Inf";
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        bool isWhole = format.IsOpenMetrics && Math.Abs(value) < 1e15 && value == Math.Truncate(value);
        return isWhole ? $"{text}.0" : text;
    }
}
