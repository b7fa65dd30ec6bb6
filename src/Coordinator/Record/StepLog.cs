using System.Text.Json;
using Distillery.Shared;
using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Record;

/// <summary><c>steps.jsonl</c>: one line for each applied step, in order and without gaps, from step 0. For one thread at a
/// time.</summary>
/// <remarks>A line is handed to the system at once, so it outlives the process; after <see cref="FlushToDisk"/> it outlives a
/// power cut too.</remarks>
public sealed class StepLog : IDisposable
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly Stream _stream; // The file, or what a test has put around it.

    private StepLog(string path, FileStream file, Stream stream, StepLogMark mark) =>
        (_path, _file, _stream, Mark) = (path, file, stream, mark);

    /// <summary>How many steps are in the log; the number of the next one.</summary>
    public long Count => Mark.Count;

    /// <summary>The end of the log.</summary>
    internal StepLogMark Mark { get; private set; }

    /// <summary>Opens the log for appending, creates it if need be, and holds all of it against its chain.</summary>
    /// <param name="warn">Told when the last lines were cut off while they were written; they are removed, and come
    /// again.</param>
    /// <param name="wrap">What tests put around the stream.</param>
    /// <exception cref="UserErrorException">A line in its midst is not what was written there.</exception>
    /// <exception cref="DiskFullException">No room for a new file.</exception>
    public static StepLog Open(string path, Action<string> warn, Func<Stream, Stream>? wrap = null)
    {
        StepLog? log = null;
        DiskFullException.Guard(path, () => log = OpenAt(path, warn, wrap));
        return log!;
    }

    /// <summary>The entries of a log, which may be growing, up to a line that is torn or unreadable; none when there is no
    /// file. The chain is not looked at.</summary>
    public static IEnumerable<StepEntry> ReadEntries(string path)
    {
        if (!File.Exists(path)) yield break;
        using FileStream stream = OpenForReading(path);
        foreach (ReadOnlyMemory<byte> line in CompleteLines.Of(stream))
        {
            if (TryParse(line) is not { } entry) yield break;
            yield return entry;
        }
    }

    /// <summary>Holds a log, which may be growing, against its chain.</summary>
    /// <returns>How many lines are sound, the chain's value there in hexadecimal, and what is wrong behind them; null when
    /// nothing is.</returns>
    public static (long SoundCount, string Chain, StepLogDamage? Damage) Verify(string path)
    {
        using FileStream stream = OpenForReading(path);
        (StepLogMark sound, StepLogDamage? damage) = StepLogScan.Read(stream);
        return (sound.Count, Convert.ToHexStringLower(sound.Chain), damage);
    }

    /// <summary>Appends the entry of the next step.</summary>
    /// <exception cref="ArgumentException">It is of another step.</exception>
    /// <exception cref="DiskFullException">No room; the log ends after the line before.</exception>
    public void Append(StepEntry entry)
    {
        if (entry.Step != Count)
            throw new ArgumentException($"the next step of {_path} is {Count}, not {entry.Step}", nameof(entry));
        (byte[] line, byte[] chain) = StepLine.Write(entry, Mark.Chain);
        DiskFullException.Guard(_path, () => WriteWhole(line));
        Mark = new StepLogMark(Count + 1, Mark.LengthBytes + line.Length, chain);
    }

    /// <summary>Returns when all entries are on the disk.</summary>
    /// <exception cref="DiskFullException">No room: what was appended since the last flush may be lost.</exception>
    public void FlushToDisk() => DiskFullException.Guard(_path, () =>
    {
        _stream.Flush();
        _file.Flush(flushToDisk: true);
    });

    /// <summary>Removes the entries of this step and of later ones, on the disk too. It reads the log again.</summary>
    public void Truncate(long step)
    {
        if (step >= Count) return;
        using (FileStream stream = OpenForReading(_path)) ReturnTo(StepLogScan.Read(stream, step).Sound);
        FlushToDisk();
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>Removes what was appended after a mark was taken.</summary>
    internal void ReturnTo(StepLogMark mark)
    {
        _stream.SetLength(mark.LengthBytes);
        _stream.Position = mark.LengthBytes;
        Mark = mark;
    }

    private static StepLog OpenAt(string path, Action<string> warn, Func<Stream, Stream>? wrap)
    {
        FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        try
        {
            (StepLogMark sound, StepLogDamage? damage) = StepLogScan.Read(file);
            if (damage is { IsTail: false }) throw Damaged(path, damage);
            if (damage is not null)
                warn($"{path} ends in a damaged line {damage.Line} ({damage.Text}); it is removed, and its step comes again.");
            StepLog log = new(path, file, wrap is null ? file : wrap(file), sound);
            log.ReturnTo(sound);
            file.Flush(flushToDisk: true); // A process that was killed may have left lines in the system's cache alone.
            return log;
        }
        catch (Exception)
        {
            file.Dispose();
            throw;
        }
    }

    private static UserErrorException Damaged(string path, StepLogDamage damage) => new(
        $"{path}:{damage.Line}: {damage.Text}",
        "Bring a sound copy back; or delete that line and all below it, and the run goes on from a checkpoint before it.");

    private static FileStream OpenForReading(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);

    private static StepEntry? TryParse(ReadOnlyMemory<byte> line)
    {
        try
        {
            return StepLine.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A full disk can take half a line; the next one must not be glued to it.</summary>
    private void WriteWhole(ReadOnlySpan<byte> line)
    {
        try
        {
            _stream.Write(line);
        }
        catch (IOException)
        {
            ReturnTo(Mark);
            throw;
        }
    }
}
