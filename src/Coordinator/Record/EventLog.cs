using System.Text.Json;
using Distillery.Coordinator.Protocol;
using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Record;

/// <summary><c>events.jsonl</c>: what happened to a run's cluster, over all of its attempts, for people who look at it later.
/// Nothing else depends on it, so a disk that takes no line of it disturbs nothing.</summary>
public sealed class EventLog(string path, TimeProvider time) : IDisposable
{
    /// <summary>Some hundred thousand events. What comes after is not kept: a file of the run must not fill its disk.</summary>
    internal const long MostBytes = 32 << 20;

    private FileStream? _file;
    private bool _isBroken;

    /// <summary>The last events of a file that may be growing, oldest first; none when there is no file.</summary>
    /// <param name="most">No more than these.</param>
    public static IReadOnlyList<EventEntry> ReadLast(string path, int most)
    {
        if (!File.Exists(path)) return [];
        Queue<EventEntry> last = new();
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        foreach (ReadOnlyMemory<byte> line in CompleteLines.Of(stream))
        {
            if (TryParse(line.Span) is not { } entry) continue; // Half a line that a crash has left.
            last.Enqueue(entry);
            if (last.Count > most) last.Dequeue();
        }
        return [.. last];
    }

    internal void Append(string kind, ClusterEvent happened) => Append(new EventEntry(
        time.GetUtcNow(), kind, happened.Text, happened.Step, happened.Generation?.ToString(), happened.Node?.Value,
        happened.Seconds));

    internal void Append(EventEntry entry)
    {
        if (_isBroken) return;
        try
        {
            _file ??= Open();
            if (_file.Length > MostBytes) return;
            _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(entry, EventEntryJson.Default.EventEntry), (byte)'\n']);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _isBroken = error is not IOException problem || !DiskFullException.Explains(problem); // There may be room later.
        }
    }

    public void Dispose() => _file?.Dispose();

    /// <summary>Ends a line that a crash has cut off.</summary>
    private FileStream Open()
    {
        FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            if (file.ReadByte() != '\n') file.WriteByte((byte)'\n');
        }
        return file;
    }

    private static EventEntry? TryParse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, EventEntryJson.Default.EventEntry);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
