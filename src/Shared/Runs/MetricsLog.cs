using System.Text.Json;

namespace Distillery.Shared.Runs;

/// <summary>The curves of a run, <c>metrics.jsonl</c>: one object a line with <c>step</c>, <c>epoch</c> and the
/// measures. NaN and infinities, which JSON lacks, are written as null and read back as NaN.</summary>
public sealed class MetricsLog : IDisposable
{
    private const string StepName = "step";
    private const string EpochName = "epoch";

    private readonly JsonLinesFile _lines;

    private MetricsLog(JsonLinesFile lines) => _lines = lines;

    /// <summary>Opens the log for appending.</summary>
    /// <param name="path">The file; created if need be.</param>
    /// <param name="resumedStep">The step the run goes on from: lines of later steps, and a torn last line, are
    /// removed. Null starts an empty log.</param>
    /// <param name="wrap">What tests put around the stream.</param>
    public static MetricsLog Open(string path, long? resumedStep, Func<Stream, Stream>? wrap = null) =>
        new(JsonLinesFile.Open(path, resumedStep, wrap));

    /// <summary>All lines of a log, which may still be growing; none when there is no file.</summary>
    public static IReadOnlyList<MetricsEntry> ReadAll(string path) =>
        [.. JsonLinesFile.ReadAll(path).Select(document => ToEntry(document.RootElement))];

    /// <summary>Appends a line.</summary>
    /// <param name="step">The number of steps taken; not below that of the line before.</param>
    /// <param name="epoch">The position in epochs, with its fraction.</param>
    /// <param name="values">The measures, in this order; no name twice, neither <c>step</c> nor <c>epoch</c>.</param>
    /// <exception cref="ArgumentException">A name stands twice in the line.</exception>
    /// <exception cref="DiskFullException">No room; the log ends after the line before.</exception>
    public void Append(long step, double epoch, IReadOnlyList<(string Name, double Value)> values)
    {
        HashSet<string> names = [StepName, EpochName];
        foreach ((string name, double _) in values)
        {
            if (names.Add(name)) continue;
            throw new ArgumentException($"the measure {name} stands twice in a line", nameof(values));
        }
        _lines.Append(writer =>
        {
            writer.WriteNumber(StepName, step);
            WriteValue(writer, EpochName, epoch);
            foreach ((string name, double value) in values) WriteValue(writer, name, value);
        });
    }

    public void Dispose() => _lines.Dispose();

    private static void WriteValue(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value)) writer.WriteNumber(name, value);
        else writer.WriteNull(name);
    }

    private static MetricsEntry ToEntry(JsonElement line)
    {
        Dictionary<string, double> values = line.EnumerateObject()
            .Where(member => member.Name is not (StepName or EpochName))
            .Where(member => member.Value.ValueKind is JsonValueKind.Number or JsonValueKind.Null)
            .ToDictionary(member => member.Name, member => ToDouble(member.Value), StringComparer.Ordinal);
        double epoch = line.TryGetProperty(EpochName, out JsonElement element) ? ToDouble(element) : double.NaN;
        return new MetricsEntry(line.GetProperty(StepName).GetInt64(), epoch, values);
    }

    private static double ToDouble(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;
}
