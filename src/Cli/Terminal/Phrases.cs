using System.Globalization;

namespace Distillery.Cli.Terminal;

/// <summary>How numbers read in reports and progress.</summary>
internal static class Phrases
{
    private const double Kibi = 1024;
    private const int SecondsPerMinute = 60;
    private const int MinutesPerHour = 60;

    internal static string Percent(double ratio, int decimals = 2) =>
        (ratio * 100).ToString($"F{decimals}", CultureInfo.InvariantCulture) + " %";

    internal static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    internal static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>Such as <c>4 s</c>, <c>2 min 3 s</c>, <c>5 h 10 min</c>.</summary>
    internal static string Duration(double seconds)
    {
        long whole = (long)Math.Round(Math.Min(seconds, long.MaxValue / 2));
        if (seconds < 10) return $"{Number(seconds, "F1")} s";
        if (whole < SecondsPerMinute) return $"{whole} s";
        long minutes = whole / SecondsPerMinute;
        return minutes < MinutesPerHour
            ? $"{minutes} min {whole % SecondsPerMinute} s"
            : $"{minutes / MinutesPerHour} h {minutes % MinutesPerHour} min";
    }

    /// <summary>Such as <c>0.41 ms</c>, <c>12.3 ms</c>, <c>2.5 s</c>.</summary>
    internal static string Latency(double seconds) => seconds switch
    {
        < 0.01 => $"{Number(seconds * 1e3, "F2")} ms",
        < 1 => $"{Number(seconds * 1e3, "F1")} ms",
        _ => Duration(seconds),
    };

    /// <summary>Such as <c>512 B</c>, <c>1.5 MiB</c>.</summary>
    internal static string Bytes(double bytes)
    {
        string[] units = ["B", "KiB", "MiB", "GiB", "TiB"];
        int unit = 0;
        for (; bytes >= Kibi && unit < units.Length - 1; unit++) bytes /= Kibi;
        return $"{Number(bytes, unit == 0 ? "F0" : "F1")} {units[unit]}";
    }

    /// <summary>Multiply-accumulates of one image, in millions.</summary>
    internal static string MacsAnImage(long macs) => $"{Number(macs / 1e6, "F2")} M";

    /// <summary>Multiply-accumulates of a run.</summary>
    internal static string Macs(Int128 macs) => macs < (Int128)1e12
        ? $"{Number((double)macs / 1e9, "F1")} billion" : $"{Number((double)macs / 1e12, "N2")} trillion";
}
