namespace Distillery.Shared.Telemetry.Catalog;

/// <summary>What every process tells of itself, under the names that Prometheus' client libraries use. Those that begin with
/// <c>dotnet_</c> come from .NET's own meter System.Runtime.</summary>
public static class ProcessMetrics
{
    private const string Role = "both";

    public static readonly MetricDefinition ProcessorSeconds = new(
        "process.cpu", MetricKind.Counter, "s", "Processor time of this process, user and system.", Role);

    public static readonly MetricDefinition ResidentBytes = new(
        "process.resident_memory", MetricKind.Gauge, "By", "Memory of this process that is in RAM.", Role);

    public static readonly MetricDefinition VirtualBytes = new(
        "process.virtual_memory", MetricKind.Gauge, "By", "Address space of this process.", Role);

    public static readonly MetricDefinition OpenFiles = new(
        "process.open_fds", MetricKind.Gauge, "{file}", "Open file descriptors.", Role);

    public static readonly MetricDefinition MostFiles = new(
        "process.max_fds", MetricKind.Gauge, "{file}", "How many file descriptors may be open.", Role);

    public static readonly MetricDefinition Threads = new(
        "process.threads", MetricKind.Gauge, "{thread}", "Threads of this process, the native ones included.", Role);

    public static readonly MetricDefinition StartTime = new(
        "process.start_time", MetricKind.Gauge, "s", "When this process started, in Unix time.", Role);

    public static IReadOnlyList<MetricDefinition> All { get; } =
        [ProcessorSeconds, ResidentBytes, VirtualBytes, OpenFiles, MostFiles, Threads, StartTime];
}
