using System.Buffers.Binary;
using System.Globalization;

namespace Distillery.Shared.Runs;

/// <summary>Curves for TensorBoard: an event file of scalars, in TFRecord frames.</summary>
/// <remarks>Each start of a run writes a file of its own, as TensorBoard expects; a file that a crash has torn is read
/// up to the tear.</remarks>
public sealed class EventFile : IDisposable
{
    private const int FrameHeadBytes = 8 + 4; // length, its checksum
    private const int FrameTailBytes = 4;     // the content's checksum

    private readonly FileStream _stream;
    private readonly TimeProvider _time;

    private EventFile(FileStream stream, TimeProvider time) => (_stream, _time) = (stream, time);

    public string FullPath => _stream.Name;

    /// <summary>Creates a new file <c>events.out.tfevents.SECONDS.HOST</c>, with a number behind it if that exists.
    /// </summary>
    /// <param name="directory">An existing folder.</param>
    /// <param name="time">Gives the wall time of each event.</param>
    /// <param name="resumedStep">The step the run goes on from; what earlier files have beyond it is forgotten by the
    /// viewer. Null for a first start.</param>
    /// <exception cref="DiskFullException">No room.</exception>
    public static EventFile Create(string directory, TimeProvider time, long? resumedStep)
    {
        string seconds = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        string path = Path.Combine(directory, $"events.out.tfevents.{seconds}.{Environment.MachineName}");
        EventFile file = new(OpenUnused(path), time);
        try
        {
            file.Append(EventMessage.Version(file.WallTimeSeconds()));
            if (resumedStep is { } step) file.Append(EventMessage.Restart(file.WallTimeSeconds(), step + 1));
            file.Flush();
            return file;
        }
        catch (DiskFullException)
        {
            BestEffort.Run(file.Dispose);
            BestEffort.Run(() => File.Delete(file.FullPath)); // Whoever tries again would leave one at each attempt.
            throw;
        }
    }

    /// <summary>Adds a point to the curve <paramref name="tag"/>; kept in memory until <see cref="Flush"/> or until
    /// the buffer is full.</summary>
    /// <param name="tag">The curve's name; a slash groups curves, as in <c>loss/total</c>.</param>
    /// <param name="step">The number of steps taken.</param>
    /// <param name="value">Stored in single precision; NaN and infinities are kept.</param>
    /// <exception cref="DiskFullException">No room.</exception>
    public void Scalar(string tag, long step, double value) =>
        Append(EventMessage.Scalar(WallTimeSeconds(), step, tag, (float)value));

    /// <summary>Hands everything to the system, so that a viewer sees it and it outlives the process.</summary>
    /// <exception cref="DiskFullException">No room.</exception>
    public void Flush() => DiskFullException.Guard(FullPath, () => _stream.Flush());

    public void Dispose() => DiskFullException.Guard(FullPath, _stream.Dispose);

    private static FileStream OpenUnused(string path)
    {
        string candidate = path;
        for (int number = 1; File.Exists(candidate); number++) candidate = $"{path}.{number}";
        FileStream? stream = null;
        DiskFullException.Guard(
            candidate, () => stream = new FileStream(candidate, FileMode.CreateNew, FileAccess.Write, FileShare.Read));
        return stream!;
    }

    private double WallTimeSeconds() => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;

    /// <summary>A TFRecord frame: length in 8 bytes, masked CRC of the length, content, masked CRC of the content;
    /// all little-endian.</summary>
    private void Append(byte[] content)
    {
        byte[] frame = new byte[FrameHeadBytes + content.Length + FrameTailBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(frame, (ulong)content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(8), MaskedCrc32C.Compute(frame.AsSpan(0, 8)));
        content.CopyTo(frame, FrameHeadBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(
            frame.AsSpan(FrameHeadBytes + content.Length), MaskedCrc32C.Compute(content));
        DiskFullException.Guard(FullPath, () => _stream.Write(frame));
    }
}
