using System.Net.Sockets;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Membership;
using Distillery.Shared.Seeds;
using Distillery.Shared.Tests.Cluster.Serialization;
using Distillery.Shared.Tests.Wire;
using Distillery.Shared.Wire;
using Google.Protobuf.WellKnownTypes;
using Proto = Distillery.Shared.Cluster.Serialization.Proto;

namespace Distillery.Shared.Tests.TensorLinks.Tcp;

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
    public async Task A_stranger_that_only_knocks_is_not_worth_a_word()
    {
        await using var a = new TcpPeer("a");
        for (int i = 0; i < 50; i++) RawPeer.Connect(a).Dispose();
        using NetworkStream last = RawPeer.Connect(a);
        last.Write("xx"u8);
        RawPeer.ReadToEnd(Shut(last));
        Assert.Contains("hung up in the middle of a word", a.NextEvent(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_major_version_is_told_both_versions()
    {
        await using var a = new TcpPeer("a");
        using NetworkStream stranger = RawPeer.Connect(a);
        var other = new ProtocolVersion((ushort)(ProtocolVersion.Current.Major + 1), 5);
        Handshake answer = RawPeer.Call(stranger, RawPeer.CallOf(a, other));
        Assert.Equal((HandshakeKind.Refused, ProtocolVersion.Current), (answer.Kind, answer.Version));
        Assert.Contains($"speaks protocol {other} and this process {ProtocolVersion.Current}", answer.Reason, StringComparison.Ordinal);
        Assert.Contains($"speaks protocol {other} and this process {ProtocolVersion.Current}", a.NextEvent(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WireLimits.HandshakeBodyBytes + 1)]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    public async Task A_handshake_that_says_it_is_longer_than_any_is_turned_away_at_once(int bodyBytes)
    {
        await using var a = new TcpPeer("a");
        using NetworkStream stranger = RawPeer.Connect(a);
        byte[] prefix = RawPeer.CallOf(a).ToBytes()[..Distillery.Shared.Wire.Handshake.PrefixBytes];
        BitConverter.TryWriteBytes(prefix.AsSpan(8), bodyBytes);
        stranger.Write(prefix);
        Assert.Equal(HandshakeKind.Refused, RawPeer.Read(stranger).Kind);
        RawPeer.ReadToEnd(stranger);
        Assert.Contains(
            $"a handshake of {(uint)bodyBytes} bytes, {WireLimits.HandshakeBodyBytes} at most", a.NextEvent(), StringComparison.Ordinal);
        Assert.True(a.Listener.HasNothing);
    }

    [Fact]
    public async Task What_a_newer_minor_version_adds_is_skipped()
    {
        await using var a = new TcpPeer("a");
        using var raw = new RawPeer(a, ProtocolVersion.Current with { Minor = 7 });
        raw.Stream.Write(FrameWriter.OwnFrame((FrameKind)99, new StringValue { Value = "news" }));
        Proto.FetchRefused word = new() { Generation = new Proto.Generation(), Reason = "reason" };
        raw.Stream.Write(FrameWriter.OwnFrame(FrameKind.FetchRefused, NewerVersion.Of(word)));
        Assert.Equal(TcpPeer.Word("reason"), a.Listener.NextMessage());
        Assert.Contains("kind 99, which this version does not know", a.NextEvent(), StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]> BadFrames => new()
    {
        { "do not begin with its magic", new byte[100] },
        { "do not begin with its magic", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray() },
        { "a body of 2000000000 bytes", Header(FrameKind.FetchRefused, 2_000_000_000, 0) },
        { "a payload of 2000000000 bytes", Header(FrameKind.SlicePart, 9, 2_000_000_000) },
        { "unknown kind 99", FrameWriter.OwnFrame((FrameKind)99) },
        { "Leave on the data plane", FrameBytes.Of(new Leave("x")) },
        { "FetchState with a payload", Header(FrameKind.FetchState, 0, 9) },
        { "Ping with a payload", Header(FrameKind.Ping, 0, 9) },
        { "a process that shares no memory with this one", FrameWriter.OwnFrame(FrameKind.RegionClosed) },
        { "never accepted", [
            .. FrameWriter.ReferringHeadOf(new StateChunk(default, 0, 0, 1, new MemoryPayload(default))),
            .. new SharedReference(1, 0, 4096, 1, 0).ToBytes()] },
        { "checksum of a frame's body", [.. Header(FrameKind.FetchState, 3, 0), 1, 2, 3] },
    };

    [Theory, MemberData(nameof(BadFrames))]
    public async Task A_peer_that_sends_garbage_is_lost_and_nobody_else_is_disturbed(
        string reason, byte[] garbage)
    {
        await using var a = new TcpPeer("a");
        await using var b = new TcpPeer("b");
        b.LinkTo(a);
        using var raw = new RawPeer(a);
        Assert.Equal("Connected raw", a.Listener.NextEvent());
        raw.Stream.Write(garbage);
        Assert.Contains(reason, a.Listener.NextEvent(), StringComparison.Ordinal);
        b.Transport.Send(a.Id, TcpPeer.Word("fine"));
        Assert.Equal(TcpPeer.Word("fine"), a.Listener.NextMessage());
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
            byte[] garbage = new byte[1 + random.NextUInt32() % 199];
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
        half.Write(RawPeer.CallOf(a).ToBytes());
        Assert.Equal(HandshakeKind.Challenge, RawPeer.Read(half).Kind);
        RawPeer.ReadToEnd(half);
        RawPeer.ReadToEnd(silent);
        for (int i = 0; i < 2; i++) Assert.Contains("did not say in time who it is", a.NextEvent(), StringComparison.Ordinal);
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
