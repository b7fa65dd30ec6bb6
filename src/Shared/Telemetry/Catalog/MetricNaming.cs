using System.Text;

namespace Distillery.Shared.Telemetry.Catalog;

/// <summary>From OpenTelemetry's names and units to those of Prometheus, by the rules of the OpenTelemetry specification
/// ("Prometheus and OpenMetrics Compatibility").</summary>
public static class MetricNaming
{
    private const string Total = "_total";

    private static readonly Dictionary<string, string> UnitWords = new(StringComparer.Ordinal)
    {
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["By"] = "bytes",
        ["%"] = "percent",
        ["Cel"] = "celsius",
    };

    /// <summary>The name of a metric with its unit, and with _total where it counts.</summary>
    public static string Exposed(string name, string unit, MetricKind kind) =>
        kind == MetricKind.Counter ? Family(name, unit, kind) + Total : Family(name, unit, kind);

    /// <summary>The same without _total, as OpenMetrics names the family of a counter.</summary>
    public static string Family(string name, string unit, MetricKind kind)
    {
        string plain = Plain(name);
        if (kind == MetricKind.Counter && plain.EndsWith(Total, StringComparison.Ordinal)) plain = plain[..^Total.Length];
        string suffix = UnitSuffix(unit, kind);
        return suffix.Length == 0 || plain.EndsWith($"_{suffix}", StringComparison.Ordinal) ? plain : $"{plain}_{suffix}";
    }

    /// <summary>The word for a unit at the end of a name; empty for counts.</summary>
    public static string UnitSuffix(string unit, MetricKind kind)
    {
        string plain = WithoutAnnotations(unit);
        if (plain == "1") return kind == MetricKind.Gauge ? "ratio" : "";
        int slash = plain.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return UnitWords.GetValueOrDefault(plain, Plain(plain));
        string per = plain[(slash + 1)..] == "s" ? "second" : Plain(plain[(slash + 1)..]);
        return slash == 0 ? $"per_{per}" : $"{UnitWords.GetValueOrDefault(plain[..slash], Plain(plain[..slash]))}_per_{per}";
    }

    /// <summary>Letters, digits and single underscores, not beginning with a digit.</summary>
    public static string Plain(string name)
    {
        StringBuilder plain = new(name.Length);
        foreach (char letter in name)
        {
            if (char.IsAsciiLetterOrDigit(letter)) plain.Append(letter);
            else if (plain.Length > 0 && plain[^1] != '_') plain.Append('_');
        }
        if (plain.Length > 0 && char.IsAsciiDigit(plain[0])) plain.Insert(0, '_');
        return plain.ToString().TrimEnd('_');
    }

    /// <summary>{step} and the like are words for people.</summary>
    private static string WithoutAnnotations(string unit)
    {
        int open = unit.IndexOf('{', StringComparison.Ordinal);
        int close = unit.IndexOf('}', StringComparison.Ordinal);
        return open < 0 || close < open ? unit : unit.Remove(open, close - open + 1);
    }
}
