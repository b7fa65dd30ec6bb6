using System.Text.RegularExpressions;

namespace Distillery.Shared.Tests.Telemetry.Exposition;

/// <summary>Reads OpenMetrics text as strictly as its grammar is (OpenMetrics 1.0, section 4), and gives the samples.</summary>
internal static partial class OpenMetricsText
{
    /// <summary>By name with labels, as written.</summary>
    internal static Dictionary<string, double> Read(string text)
    {
        Assert.EndsWith("\n# EOF\n", text, StringComparison.Ordinal);
        Dictionary<string, double> samples = new(StringComparer.Ordinal);
        HashSet<string> families = [];
        (string family, string type) = ("", "");
        foreach (string line in text.Split('\n').SkipLast(2))
        {
            if (Metadata().Match(line) is { Success: true } metadata)
            {
                if (metadata.Groups["word"].Value != "TYPE")
                {
                    Assert.Equal(family, metadata.Groups["name"].Value);
                    if (metadata.Groups["word"].Value == "UNIT")
                        Assert.EndsWith("_" + metadata.Groups["rest"].Value, family, StringComparison.Ordinal);
                    continue;
                }
                (family, type) = (metadata.Groups["name"].Value, metadata.Groups["rest"].Value);
                Assert.True(families.Add(family), $"{family} stands twice");
                continue;
            }
            Match sample = Sample().Match(line);
            Assert.True(sample.Success, $"not a sample: {line}");
            Assert.Contains(sample.Groups["name"].Value, SuffixesOf(type).Select(suffix => family + suffix));
            Assert.True(samples.TryAdd(sample.Groups["series"].Value, ValueOf(sample.Groups["value"].Value)), $"twice: {line}");
        }
        return samples;
    }

    private static string[] SuffixesOf(string type) => type switch
    {
        "counter" => ["_total"],
        "histogram" => ["_bucket", "_sum", "_count"],
        "info" => ["_info"],
        _ => [""],
    };

    private static double ValueOf(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture),
    };

    [GeneratedRegex("""^# (?<word>TYPE|HELP|UNIT) (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<rest>.+)$""")]
    private static partial Regex Metadata();

    [GeneratedRegex(
        """^(?<series>(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{([a-zA-Z_]\w*="(\\["\\n]|[^"\\])*",?)+\})?) (?<value>[-+.\w]+)$""")]
    private static partial Regex Sample();
}
