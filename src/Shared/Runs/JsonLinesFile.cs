using System.Text.Json;

namespace Distillery.Shared.Runs;

/// <summary>A file that grows by one JSON object a line, each with a <c>step</c> that never falls.</summary>
/// <remarks>A line is handed to the system at once, so it outlives the process; a power cut may cost the last ones
/// unless <see cref="FlushToDisk"/> came after them.</remarks>
internal sealed class JsonLinesFile : IDisposable
{
    private const byte LineEnd = (byte)'\n';

    private readonly string _path;
    private readonly Stream _stream;

    private JsonLinesFile(string path, Stream stream) => (_path, _stream) = (path, stream);

    /// <summary>Opens the file for appending.</summary>
    /// <param name="path">The file; created if need be.</param>
    /// <param name="resumedStep">The step to go on from: lines of later steps will be written again, so the file is cut
    /// at the first of them, or at the first line that is torn or unreadable. Null empties the file.</param>
    /// <param name="wrap">What tests put around the stream.</param>
    /// <exception cref="DiskFullException">No room for a new file.</exception>
    internal static JsonLinesFile Open(string path, long? resumedStep, Func<Stream, Stream>? wrap = null)
    {
        JsonLinesFile? file = null;
        DiskFullException.Guard(path, () => file = OpenAt(path, resumedStep, wrap));
        return file!;
    }

    /// <summary>Where the next line will begin, in bytes.</summary>
    internal long Length => _stream.Position;

    /// <summary>Removes what was appended after the file had this length.</summary>
    internal void CutTo(long length)
    {
        _stream.SetLength(length);
        _stream.Position = length;
    }

    /// <summary>Removes the lines of later steps.</summary>
    internal void Truncate(long lastStep)
    {
        using FileStream stream = new(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        CutTo(LengthUpTo(lastStep, stream));
    }

    /// <summary>The lines of a file that may still be growing, up to the first torn or unreadable one; none when there
    /// is no file.</summary>
    internal static IEnumerable<JsonDocument> ReadAll(string path)
    {
        if (!File.Exists(path)) yield break;
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        foreach (ReadOnlyMemory<byte> line in CompleteLines.Of(stream))
        {
            using JsonDocument? document = TryParse(line);
            if (document is null) yield break;
            yield return document;
        }
    }

    /// <summary>Appends one object.</summary>
    /// <exception cref="DiskFullException">No room; the file ends after the line before.</exception>
    internal void Append(Action<Utf8JsonWriter> writeMembers)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter writer = new(line))
        {
            writer.WriteStartObject();
            writeMembers(writer);
            writer.WriteEndObject();
        }
        line.WriteByte(LineEnd);
        DiskFullException.Guard(_path, () => WriteWhole(line.GetBuffer().AsSpan(0, (int)line.Length)));
    }

    internal void FlushToDisk() => DiskFullException.Guard(_path, () =>
    {
        if (_stream is FileStream file) file.Flush(flushToDisk: true);
        else _stream.Flush();
    });

    public void Dispose() => _stream.Dispose();

    private static JsonLinesFile OpenAt(string path, long? resumedStep, Func<Stream, Stream>? wrap)
    {
        FileStream stream = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        try
        {
            stream.SetLength(resumedStep is { } step ? LengthUpTo(step, stream) : 0);
            stream.Seek(0, SeekOrigin.End);
            return new JsonLinesFile(path, wrap is null ? stream : wrap(stream));
        }
        catch (Exception)
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>A full disk can take half a line; the next one must not be glued to it.</summary>
    private void WriteWhole(ReadOnlySpan<byte> line)
    {
        long start = _stream.Position;
        try
        {
            _stream.Write(line);
        }
        catch (IOException)
        {
            CutTo(start);
            throw;
        }
    }

    private static long LengthUpTo(long step, Stream stream)
    {
        long length = 0;
        foreach (ReadOnlyMemory<byte> line in CompleteLines.Of(stream))
        {
            using JsonDocument? document = TryParse(line);
            if (document is null || document.RootElement.GetProperty("step").GetInt64() > step) break;
            length += line.Length + 1; // the line end
        }
        return length;
    }

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> line)
    {
        try
        {
            JsonDocument document = JsonDocument.Parse(line);
            bool hasStep = document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("step", out JsonElement step)
                && step.ValueKind == JsonValueKind.Number
                && step.TryGetInt64(out _);
            if (hasStep) return document;
            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
