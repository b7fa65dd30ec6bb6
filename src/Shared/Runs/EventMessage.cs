using System.Buffers.Binary;
using System.Text;

namespace Distillery.Shared.Runs;

/// <summary>The three kinds of TensorBoard's <c>Event</c> message that a run writes, in protobuf's wire format.
/// </summary>
/// <remarks>By hand, because there are three: field numbers are those of TensorFlow's event.proto and summary.proto.
/// </remarks>
internal static class EventMessage
{
    private const string FileVersion = "brain.Event:2";

    // Event
    private const int WallTimeField = 1;
    private const int StepField = 2;
    private const int FileVersionField = 3;
    private const int SummaryField = 5;
    private const int SessionLogField = 7;

    // Summary, Summary.Value and SessionLog
    private const int ValueField = 1;
    private const int TagField = 1;
    private const int SimpleValueField = 2;
    private const int StatusField = 1;
    private const int StatusStart = 1;

    /// <summary>The first message of every file.</summary>
    internal static byte[] Version(double wallTimeSeconds) =>
        [.. Double(WallTimeField, wallTimeSeconds), .. Text(FileVersionField, FileVersion)];

    /// <summary>Tells that the run starts again at a step: TensorBoard forgets what earlier files have from there on.
    /// </summary>
    internal static byte[] Restart(double wallTimeSeconds, long step) =>
    [
        .. Double(WallTimeField, wallTimeSeconds),
        .. Integer(StepField, step),
        .. Message(SessionLogField, Integer(StatusField, StatusStart)),
    ];

    internal static byte[] Scalar(double wallTimeSeconds, long step, string tag, float value) =>
    [
        .. Double(WallTimeField, wallTimeSeconds),
        .. Integer(StepField, step),
        .. Message(SummaryField, Message(ValueField, [.. Text(TagField, tag), .. Single(SimpleValueField, value)])),
    ];

    private static byte[] Double(int field, double value)
    {
        byte[] bytes = new byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        return [Key(field, WireType.Bits64), .. bytes];
    }

    private static byte[] Single(int field, float value)
    {
        byte[] bytes = new byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        return [Key(field, WireType.Bits32), .. bytes];
    }

    private static byte[] Integer(int field, long value) => [Key(field, WireType.Varint), .. Varint((ulong)value)];

    private static byte[] Text(int field, string value) => Message(field, Encoding.UTF8.GetBytes(value));

    private static byte[] Message(int field, byte[] content) =>
        [Key(field, WireType.LengthDelimited), .. Varint((ulong)content.Length), .. content];

    /// <summary>One byte holds the key, as all fields here are below 16.</summary>
    private static byte Key(int field, WireType type) => (byte)(field << 3 | (int)type);

    private static List<byte> Varint(ulong value)
    {
        List<byte> bytes = [];
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return bytes;
    }

    private enum WireType
    {
        Varint = 0,
        Bits64 = 1,
        LengthDelimited = 2,
        Bits32 = 5,
    }
}
