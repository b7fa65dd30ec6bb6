using Distillery.Messages;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.Wire;
using Google.Protobuf;
using Proto = Distillery.Shared.Cluster.Serialization.Proto;

namespace Distillery.Shared.Tests.Cluster.Serialization;

/// <summary>Whatever the bytes are, reading them gives a message or a <see cref="WireException"/>, and reserves no more than a fixed
/// multiple of their number.</summary>
public sealed class HostileBytesTests
{
    /// <summary>An exception with its text and stack, and what a parser reserves for itself.</summary>
    private const long FixedBytes = 32 << 10;

    private static readonly MemoryPayload Empty = new(default);

    public static TheoryData<FrameKind> Kinds => [.. RandomMessages.Kinds];

    [Theory, MemberData(nameof(Kinds))]
    public void Bytes_that_end_anywhere(FrameKind kind)
    {
        byte[] bytes = MessageCodec.ToBytes(new RandomMessages(seed: 11).Next(kind));
        for (int length = 0; length < bytes.Length; length++) Read(kind, bytes[..length]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Bytes_of_any_other_kind(FrameKind kind)
    {
        var random = new RandomMessages(seed: 12);
        foreach (FrameKind other in RandomMessages.Kinds) Read(kind, MessageCodec.ToBytes(random.Next(other)));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Thousands_of_random_bytes_and_of_flipped_bits(FrameKind kind)
    {
        var random = new RandomMessages(seed: 13);
        for (int i = 0; i < 4000; i++) Read(kind, i % 2 == 0 ? random.Bytes(random.Below(64)) : Damaged(random, kind));
    }

    [Theory]
    [InlineData(2, 0x7FFFFFFF)] // records
    [InlineData(3, 0x7FFFFFF8)] // numbers of 8 bytes
    [InlineData(4, 0x00FFFFFF)] // a record
    [InlineData(1000, 0x7FFFFFFF)]
    public void Lengths_that_are_larger_than_the_bytes_at_hand(int field, int length)
    {
        byte[] bytes = new byte[32];
        var output = new CodedOutputStream(bytes);
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteLength(length);
        output.Flush();
        Refused(FrameKind.Heartbeat, bytes[..(int)output.Position]);
        Refused(FrameKind.Heartbeat, bytes);
    }

    [Theory]
    [InlineData(0x0A)] // records in records, as far as the description does not know them
    [InlineData(0x0B)] // groups in groups, which never end
    [InlineData(0x13)]
    [InlineData(0xFB)]
    public void Nesting_of_any_depth(byte tag)
    {
        byte[] bytes = new byte[100_000];
        bytes.AsSpan().Fill(tag);
        foreach (FrameKind kind in RandomMessages.Kinds) Refused(kind, bytes);
    }

    /// <summary>The smallest part of a message that costs the most: two bytes that begin a report which says nothing.</summary>
    [Fact]
    public void As_many_empty_reports_as_fit()
    {
        const int Reports = 50_000;
        var record = new Proto.StepRecord { Generation = new Proto.Generation() };
        for (int i = 0; i < Reports; i++) record.Reports.Add(new Proto.RankReport());
        var heartbeat = new Proto.Heartbeat
        {
            Standing = new Proto.Standing { Generation = new Proto.Generation() }, Records = { record },
        };
        byte[] bytes = heartbeat.ToByteArray();
        Assert.InRange(bytes.Length, 2 * Reports, 3 * Reports);
        Read(FrameKind.Heartbeat, bytes);
    }

    private static byte[] Damaged(RandomMessages random, FrameKind kind)
    {
        byte[] bytes = MessageCodec.ToBytes(random.Next(kind));
        for (int flips = 1 + random.Below(4); flips > 0 && bytes.Length > 0; flips--)
            bytes[random.Below(bytes.Length)] ^= (byte)(1 << random.Below(8));
        return bytes;
    }

    private static void Refused(FrameKind kind, byte[] bytes) => Assert.False(Read(kind, bytes), $"{kind} was read");

    /// <summary>Whether they are a message.</summary>
    private static bool Read(FrameKind kind, byte[] bytes)
    {
        bool isMessage = true;
        Payload? payload = MessageCodec.HasPayload(kind) ? Empty : null;
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            MessageCodec.FromBytes(kind, bytes, payload);
        }
        catch (WireException)
        {
            isMessage = false; // The only exception that may come.
        }
        long reserved = GC.GetAllocatedBytesForCurrentThread() - before;
        long limit = FixedBytes + (long)MessageCodec.MostBytesReservedPerByte * bytes.Length;
        Assert.True(reserved <= limit, $"{kind}: {bytes.Length} bytes made the reader reserve {reserved}");
        return isMessage;
    }
}
