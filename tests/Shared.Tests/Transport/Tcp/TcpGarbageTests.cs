using System.Net.Sockets;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Membership;
using Distillery.Shared.Seeds;
using Distillery.Shared.Tests.Cluster.Serialization;
using Distillery.Shared.Tests.Wire;
using Distillery.Shared.Transport;
using Distillery.Shared.Wire;
using Google.Protobuf.WellKnownTypes;
using Proto = Distillery.Shared.Cluster.Serialization.Proto;

namespace Distillery.Shared.Tests.Transport.Tcp;

public sealed class TcpGarbageTests
{
    [Fact]
    public async Task A_web_browser_is_turned_away_with_one_event()
    {
        await using var a = new TcpPeer("a");
        using NetworkStream stranger = RawPeer.Connect(a);
        stranger.Write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8);
        RawPeer.ReadToEnd(stranger);
        Assert.Contains("does not speak Distillery's protocol", a.NextEvent(), StringComparison.Ordinal);
        Assert.Empty(a.Events);
        Assert.True(a.Listener.HasNothing);
    }

    [Fact]
    public async Task Another_major_version_is_told_both_versions()
    {
        await using var a = new TcpPeer("a");
        using NetworkStream stranger = RawPeer.Connect(a);
        stranger.Write(RawPeer.CallOf(a, MessagePlane.Control, new ProtocolVersion(4, 5)).ToBytes());
        Handshake answer = RawPeer.ReadAnswer(stranger);
        Assert.Equal((HandshakeKind.Refused, ProtocolVersion.Current), (answer.Kind, answer.Version));
        Assert.Contains($"speaks protocol 4.5 and this process {ProtocolVersion.Current}", answer.Reason, StringComparison.Ordinal);
        Assert.Contains($"speaks protocol 4.5 and this process {ProtocolVersion.Current}", a.NextEvent(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_newer_minor_version_adds_is_skipped()
    {
        await using var a = new TcpPeer("a");
        using var raw = new RawPeer(a, new ProtocolVersion(3, 7));
        raw.Control.Write(FrameWriter.OwnFrame((FrameKind)99, MessagePlane.Control, new StringValue { Value = "news" }));
        raw.Control.Write(FrameWriter.OwnFrame(
            FrameKind.Leave, MessagePlane.Control, NewerVersion.Of(new Proto.Leave { Reason = "reason" })));
        Assert.Equal(new Leave("reason"), a.Listener.NextMessage());
        Assert.Contains("kind 99, which this version does not know", a.NextEvent(), StringComparison.Ordinal);
    }

    public static TheoryData<string, MessagePlane, byte[]> BadFrames => new()
    {
        { "do not begin with its magic", MessagePlane.Control, new byte[100] },
        { "do not begin with its magic", MessagePlane.Bulk, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray() },
        { "a body of 2000000000 bytes", MessagePlane.Control, Header(FrameKind.Heartbeat, 2_000_000_000, 0) },
        { "a payload of 2000000000 bytes", MessagePlane.Bulk, Header(FrameKind.SlicePart, 9, 2_000_000_000) },
        { "unknown kind 99", MessagePlane.Control, FrameWriter.OwnFrame((FrameKind)99, MessagePlane.Control) },
        { "SlicePart on the wrong plane", MessagePlane.Control, Header(FrameKind.SlicePart, 9, 0) },
        { "Leave on the wrong plane", MessagePlane.Bulk, FrameBytes.Of(new Leave("x")) },
        { "FetchState with a payload", MessagePlane.Bulk, Header(FrameKind.FetchState, 0, 9) },
        { "never accepted", MessagePlane.Bulk, [
            .. FrameWriter.ReferringHeadOf(new StateChunk(default, 0, 0, 1, new MemoryPayload(default))),
            .. new SharedReference(1, 0, 4096, 1, 0).ToBytes()] },
        { "checksum of a frame's body", MessagePlane.Control, [.. Header(FrameKind.Leave, 3, 0), 1, 2, 3] },
    };

    [Theory, MemberData(nameof(BadFrames))]
    public async Task A_peer_that_sends_garbage_is_lost_and_nobody_else_is_disturbed(
        string reason, MessagePlane plane, byte[] garbage)
    {
        await using var a = new TcpPeer("a");
        await using var b = new TcpPeer("b");
        b.LinkTo(a);
        using var raw = new RawPeer(a);
        Assert.Equal("Connected raw", a.Listener.NextEvent());
        (plane == MessagePlane.Control ? raw.Control : raw.Bulk).Write(garbage);
        Assert.Contains(reason, a.Listener.NextEvent(), StringComparison.Ordinal);
        b.Transport.Send(a.Id, new Leave("fine"));
        Assert.Equal(new Leave("fine"), a.Listener.NextMessage());
        Assert.True(a.Listener.HasNothing);
    }

    [Fact]
    public async Task Thousands_of_strangers_leave_nothing_behind()
    {
        await using var a = new TcpPeer("a");
        RandomStream random = RandomStream.Named(1, "garbage");
        int before = OpenFiles();
        for (int i = 0; i < 2000; i++)
        {
            using NetworkStream stranger = RawPeer.Connect(a);
            byte[] garbage = new byte[random.NextUInt32() % 200];
            for (int k = 0; k < garbage.Length; k++) garbage[k] = (byte)random.NextUInt32();
            if (i % 3 == 0) Handshake("DSTL"u8, garbage);
            stranger.Write(garbage);
            if (i % 5 == 0) RawPeer.ReadToEnd(Shut(stranger));
        }
        for (int i = 0; i < 2000; i++) a.NextEvent();
        Assert.True(SpinWait.SpinUntil(() => OpenFiles() < before + 500, TimeSpan.FromMinutes(1)), "files stay open");
        await using var b = new TcpPeer("b");
        b.LinkTo(a);
    }

    [Fact]
    public async Task A_caller_that_says_nothing_is_closed_and_holds_up_nobody()
    {
        await using var a = new TcpPeer("a", options => options with { ConnectTimeout = TimeSpan.FromMilliseconds(500) });
        using NetworkStream silent = RawPeer.Connect(a);
        using NetworkStream half = RawPeer.Connect(a);
        half.Write(RawPeer.CallOf(a, MessagePlane.Control, ProtocolVersion.Current).ToBytes());
        Assert.Equal(HandshakeKind.Accepted, RawPeer.ReadAnswer(half).Kind);
        RawPeer.ReadToEnd(half);
        RawPeer.ReadToEnd(silent);
        Assert.Contains("it said nothing", a.NextEvent(), StringComparison.Ordinal);
        Assert.True(a.Listener.HasNothing);
    }

    private static byte[] Header(FrameKind kind, int bodyBytes, int payloadBytes)
    {
        byte[] header = new byte[FrameHeader.ByteCount];
        new FrameHeader(kind, false, bodyBytes, payloadBytes, 0).WriteTo(header);
        return header;
    }

    private static void Handshake(ReadOnlySpan<byte> magic, Span<byte> target)
    {
        if (target.Length >= magic.Length) magic.CopyTo(target);
    }

    private static NetworkStream Shut(NetworkStream stream)
    {
        stream.Socket.Shutdown(SocketShutdown.Send);
        return stream;
    }

    /// <summary>Of this process, in which other tests run as well.</summary>
    private static int OpenFiles() => Directory.GetFileSystemEntries("/proc/self/fd").Length;
}
