using Google.Protobuf;

namespace Distillery.Shared.Tests.Cluster.Serialization;

/// <summary>Fields as a version of the protocol writes them that has more of them than this one.</summary>
internal static class NewerVersion
{
    /// <summary>A number, eight bytes, a text, four bytes: one field of every form that bytes can have, each with a number that no
    /// field has yet.</summary>
    private static readonly byte[] Additions =
    [
        0xF8, 0x3F, 0x05,
        0xF9, 0x3F, 1, 2, 3, 4, 5, 6, 7, 8,
        0xFA, 0x3F, 0x04, (byte)'n', (byte)'e', (byte)'w', (byte)'s',
        0xFD, 0x3F, 1, 2, 3, 4,
    ];

    /// <summary>The same record with fields behind its own that nobody here knows.</summary>
    internal static T Of<T>(T record)
        where T : IMessage<T>, new() => new MessageParser<T>(() => new T()).ParseFrom(BytesOf(record));

    internal static byte[] BytesOf(IMessage record) => BytesOf(record.ToByteArray());

    internal static byte[] BytesOf(byte[] record) => [.. record, .. Additions];
}
