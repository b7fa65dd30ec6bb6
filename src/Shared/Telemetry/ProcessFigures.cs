using System.Diagnostics.Metrics;
using System.Globalization;
using Distillery.Shared.Telemetry.Catalog;

namespace Distillery.Shared.Telemetry;

/// <summary>Makes the <c>process_</c> metrics of this process, out of Linux's /proc; elsewhere they are absent.</summary>
internal static class ProcessFigures
{
    private const string StatusPath = "/proc/self/status";
    private const string LimitsPath = "/proc/self/limits";
    private const string FilesPath = "/proc/self/fd";
    private const int BytesPerKibibyte = 1024;

    internal static void Observe(Meter meter, TimeProvider time)
    {
        double started = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0 - Environment.TickCount64 / 1000.0 + StartedAfterBoot();
        meter.Observe(ProcessMetrics.ProcessorSeconds, () => Environment.CpuUsage.TotalTime.TotalSeconds);
        meter.Observe(ProcessMetrics.ResidentBytes, () => Status("VmRSS:") * BytesPerKibibyte);
        meter.Observe(ProcessMetrics.VirtualBytes, () => Status("VmSize:") * BytesPerKibibyte);
        meter.Observe(ProcessMetrics.Threads, () => Status("Threads:"));
        meter.Observe(ProcessMetrics.OpenFiles, CountFiles);
        meter.Observe(ProcessMetrics.MostFiles, MostFiles);
        meter.Observe(ProcessMetrics.StartTime, () => started);
    }

    /// <summary>Seconds, from field 22 of /proc/self/stat in ticks of a hundredth (proc(5)); NaN elsewhere.</summary>
    private static double StartedAfterBoot()
    {
        const int StartTimeAfterName = 19;
        const double TicksPerSecond = 100;
        string text = Read("/proc/self/stat");
        string[] fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > StartTimeAfterName ? Parse(fields[StartTimeAfterName]) / TicksPerSecond : double.NaN;
    }

    private static double Status(string name) => Read(StatusPath).Split('\n')
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Select(line => Parse(line[name.Length..].Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[0]))
        .DefaultIfEmpty(double.NaN).First();

    private static double MostFiles() => Read(LimitsPath).Split('\n')
        .Where(line => line.StartsWith("Max open files", StringComparison.Ordinal))
        .Select(line => Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3]))
        .DefaultIfEmpty(double.NaN).First();

    private static double CountFiles()
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(FilesPath).Count();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return double.NaN;
        }
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static double Parse(string text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;
}
