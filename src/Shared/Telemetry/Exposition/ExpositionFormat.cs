using Microsoft.Net.Http.Headers;

namespace Distillery.Shared.Telemetry.Exposition;

/// <summary>The texts in which metrics can be written.</summary>
/// <param name="ContentType">Of the answer.</param>
public sealed record ExpositionFormat(string ContentType, bool IsOpenMetrics)
{
    private const string OpenMetricsType = "application/openmetrics-text";
    private const string PlainType = "text/plain";

    /// <summary>OpenMetrics 1.0.</summary>
    public static ExpositionFormat OpenMetrics { get; } = new($"{OpenMetricsType}; version=1.0.0; charset=utf-8", true);

    /// <summary>Prometheus' text format 0.0.4.</summary>
    public static ExpositionFormat Prometheus { get; } = new($"{PlainType}; version=0.0.4; charset=utf-8", false);

    /// <summary>What a caller likes best, by the header Accept (RFC 9110, section 12.5.1): OpenMetrics unless it likes plain text
    /// better, or names only other things.</summary>
    public static ExpositionFormat For(IList<string> accept)
    {
        if (!MediaTypeHeaderValue.TryParseList(accept, out IList<MediaTypeHeaderValue>? wanted) || wanted.Count == 0)
            return OpenMetrics;
        double open = wanted.Where(IsKnownOpenMetrics).Select(Quality).DefaultIfEmpty(0).Max();
        double plain = wanted.Where(IsKnownPlain).Select(Quality).DefaultIfEmpty(0).Max();
        double any = wanted.Where(type => type.MatchesAllTypes).Select(Quality).DefaultIfEmpty(0).Max();
        if (open == 0 && plain == 0) return any > 0 ? OpenMetrics : Prometheus;
        return open >= plain ? OpenMetrics : Prometheus;
    }

    private static bool IsKnownOpenMetrics(MediaTypeHeaderValue type) =>
        type.MediaType.Equals(OpenMetricsType, StringComparison.OrdinalIgnoreCase)
        && VersionOf(type) is "" or "1.0.0" or "0.0.1";

    private static bool IsKnownPlain(MediaTypeHeaderValue type) =>
        type.MediaType.Equals(PlainType, StringComparison.OrdinalIgnoreCase) && VersionOf(type) is "" or "0.0.4";

    private static string VersionOf(MediaTypeHeaderValue type) =>
        type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals("version", StringComparison.OrdinalIgnoreCase))
            ?.Value.ToString().Trim('"') ?? "";

    private static double Quality(MediaTypeHeaderValue type) => type.Quality ?? 1;
}
