using System.Text.Json;

namespace Distillery.Shared.Runs;

/// <summary>The audit of a run, <c>samples.jsonl</c>: one line for each applied step and rank, with the samples of the
/// rank's batch, those that were kept for the teacher, and why. Written with <c>--record-samples</c>.</summary>
public sealed class SampleLog : IDisposable
{
    private readonly JsonLinesFile _lines;

    private SampleLog(JsonLinesFile lines) => _lines = lines;

    /// <summary>Opens the log for appending.</summary>
    /// <param name="path">The file; created if need be.</param>
    /// <param name="resumedStep">The step the run goes on from: lines of later steps, and a torn last line, are
    /// removed. Null starts an empty log.</param>
    /// <param name="wrap">What tests put around the stream.</param>
    public static SampleLog Open(string path, long? resumedStep, Func<Stream, Stream>? wrap = null) =>
        new(JsonLinesFile.Open(path, resumedStep, wrap));

    /// <summary>All lines of a log, which may still be growing; none when there is no file.</summary>
    public static IEnumerable<SampleEntry> ReadAll(string path) =>
        JsonLinesFile.ReadAll(path).Select(document => SampleEntry.Of(document.RootElement));

    /// <summary>Its length in bytes, to which <see cref="CutTo"/> can return.</summary>
    public long Length => _lines.Length;

    /// <summary>Removes the lines that were appended after the log had this length.</summary>
    public void CutTo(long length) => _lines.CutTo(length);

    /// <summary>Removes the lines of later steps. It reads the log again.</summary>
    public void Truncate(long lastStep) => _lines.Truncate(lastStep);

    /// <summary>Appends the line of one rank.</summary>
    /// <param name="step">The step that was applied; not below that of the line before.</param>
    /// <param name="epoch">The epoch that the batch belongs to.</param>
    /// <param name="rank">The rank, from 0.</param>
    /// <param name="indices">The samples of the batch: their indices in the data set, in the order of the plan.</param>
    /// <param name="kept">Those of them that were selected, also as indices in the data set, in the order of
    /// selection.</param>
    /// <param name="reason">How they were selected, in the selector's words.</param>
    /// <exception cref="DiskFullException">No room; the log ends after the line before.</exception>
    public void Append(
        long step, long epoch, int rank, IReadOnlyList<int> indices, IReadOnlyList<int> kept, string reason) =>
        _lines.Append(writer =>
        {
            writer.WriteNumber("step", step);
            writer.WriteNumber("epoch", epoch);
            writer.WriteNumber("rank", rank);
            WriteIndices(writer, "indices", indices);
            WriteIndices(writer, "kept", kept);
            writer.WriteString("reason", reason);
        });

    /// <summary>Returns when all lines are on the disk: a power cut then does not take lines of steps that count.</summary>
    /// <exception cref="DiskFullException">No room.</exception>
    public void FlushToDisk() => _lines.FlushToDisk();

    public void Dispose() => _lines.Dispose();

    private static void WriteIndices(Utf8JsonWriter writer, string name, IReadOnlyList<int> indices)
    {
        writer.WriteStartArray(name);
        foreach (int index in indices) writer.WriteNumberValue(index);
        writer.WriteEndArray();
    }
}
