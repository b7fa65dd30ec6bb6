using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Shared.Tests.TensorLinks.Tcp;
using Distillery.Shared.TensorLinks.Memory;
using Distillery.Shared.Wire;

namespace Distillery.Shared.Tests.TensorLinks.Memory;

/// <summary>Both ends are in this process here, which maps its own memory a second time.</summary>
public sealed class SharedMemoryTests : IDisposable
{
    private const int SliceBytes = 1_000_003;

    private readonly SharedRegion _region = SharedRegion.Create(SliceBytes, SliceBytes);

    public void Dispose() => _region.Dispose();

    [Fact]
    public async Task A_payload_in_shared_memory_is_read_where_it_lies()
    {
        await using var a = new TcpPeer("a");
        await using var b = new TcpPeer("b");
        a.LinkTo(b);
        Memory<byte> memory = _region.Allocations[1].Memory;
        memory.Span.Fill(1);
        using Payload received = SendUntilShared(a, b, memory[1000..900_000]);
        Assert.Equal(899_000, received.Bytes.Length);
        Assert.Equal(-1, received.Bytes.Span.IndexOfAnyExcept((byte)1));
        memory.Span[1000] = 77;
        Assert.Equal(77, received.Bytes.Span[0]);
        Assert.Empty(a.Events);
        Assert.Empty(b.Events);
    }

    [Fact]
    public async Task A_receiver_finds_out_that_its_payload_was_overwritten()
    {
        await using var a = new TcpPeer("a");
        await using var b = new TcpPeer("b");
        a.LinkTo(b);
        using Payload received = SendUntilShared(a, b, _region.Allocations[0].Memory);
        Assert.True(received.IsIntact);
        Write(_region.Allocations[1]);
        Assert.True(received.IsIntact);
        _region.Allocations[0].BeginWrite();
        Assert.False(received.IsIntact);
        Assert.Throws<InvalidOperationException>(() => a.Transport.Send(b.Id, Chunk(_region.Allocations[0].Memory)));
        _region.Allocations[0].EndWrite();
        Assert.False(received.IsIntact);
        a.Transport.Send(b.Id, Chunk(_region.Allocations[0].Memory));
        Assert.True(b.Listener.Next<StateChunk>().Payload.IsIntact);
    }

    [Fact]
    public async Task A_payload_outlives_its_region_and_its_link()
    {
        await using var a = new TcpPeer("a");
        await using var b = new TcpPeer("b");
        a.LinkTo(b);
        SharedRegion region = SharedRegion.Create(SliceBytes);
        region.Allocations[0].Memory.Span.Fill(5);
        Payload received = SendUntilShared(a, b, region.Allocations[0].Memory);
        region.Dispose();
        a.Transport.Disconnect(b.Id);
        Assert.StartsWith("Lost a", b.Listener.NextEvent(), StringComparison.Ordinal);
        Assert.Equal(-1, received.Bytes.Span.IndexOfAnyExcept((byte)5));
        Assert.True(received.IsIntact);
        received.Dispose();
        received.Dispose();
        Assert.Throws<ObjectDisposedException>(() => received.Bytes);
    }

    [Fact]
    public async Task Without_the_others_consent_and_for_small_payloads_bytes_are_sent()
    {
        await using var a = new TcpPeer("a");
        await using var b = new TcpPeer("b", options => options with { SharesMemory = false });
        a.LinkTo(b);
        byte[] sent = new byte[SliceBytes];
        sent.AsSpan().Fill(9);
        sent.CopyTo(_region.Allocations[0].Memory);
        for (int i = 0; i < 5; i++)
        {
            a.Transport.Send(b.Id, Chunk(_region.Allocations[0].Memory));
            StateChunk chunk = b.Listener.Next<StateChunk>();
            Assert.False(IsShared(chunk.Payload));
            Assert.True(chunk.Payload.Bytes.Span.SequenceEqual(sent));
        }
    }

    [Fact]
    public async Task Memory_that_cannot_be_mapped_is_refused_with_an_event_and_bytes_keep_coming()
    {
        await using var a = new TcpPeer("a");
        using var raw = new RawPeer(a, machine: MachineOf(a), processId: int.MaxValue);
        Assert.Equal("Connected raw", a.Listener.NextEvent());
        raw.Stream.Write(new RegionOffer(1, 99, SliceBytes, 2).ToFrame());
        FrameHeader answer = ReadPastPings(raw);
        Assert.Equal(FrameKind.RegionRefused, answer.Kind);
        Assert.Contains("shared memory cannot be mapped", a.NextEvent(), StringComparison.Ordinal);
        raw.Stream.Write(Wire.FrameBytes.Of(Chunk(new byte[100_000])));
        Assert.Equal(100_000, a.Listener.Next<StateChunk>().Payload.Bytes.Length);
    }

    [Fact]
    public async Task A_file_that_is_no_region_is_not_mapped()
    {
        await using var a = new TcpPeer("a");
        string path = Path.GetTempFileName();
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.SetLength(SliceBytes);
        using var raw = new RawPeer(a, machine: MachineOf(a), processId: Environment.ProcessId);
        Assert.Equal("Connected raw", a.Listener.NextEvent());
        raw.Stream.Write(new RegionOffer(1, (int)file.SafeFileHandle.DangerousGetHandle(), SliceBytes, 2).ToFrame());
        Assert.Contains("its size is not fixed", a.NextEvent(), StringComparison.Ordinal);
        File.Delete(path);
    }

    [Fact]
    public async Task A_reference_to_what_is_not_mapped_breaks_the_link()
    {
        await using var a = new TcpPeer("a");
        using var raw = new RawPeer(a, machine: MachineOf(a), processId: Environment.ProcessId);
        Assert.Equal("Connected raw", a.Listener.NextEvent());
        byte[] head = FrameWriter.ReferringHeadOf(Chunk(default));
        raw.Stream.Write([.. head, .. new SharedReference(3, 0, 4096, 10, 0).ToBytes()]);
        Assert.Contains("the region 3, which is not mapped", a.Listener.NextEvent(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Readers_and_writers_side_by_side_never_take_mixed_bytes_for_whole()
    {
        await using var a = new TcpPeer("a");
        await using var b = new TcpPeer("b");
        a.LinkTo(b);
        SharedAllocation allocation = _region.Allocations[0];
        SendUntilShared(a, b, allocation.Memory).Dispose();
        for (int round = 0; round < 300; round++)
        {
            allocation.BeginWrite();
            allocation.Memory.Span.Fill((byte)round);
            allocation.EndWrite();
            a.Transport.Send(b.Id, Chunk(allocation.Memory));
            Task overwrite = Task.Run(() => Write(allocation));
            using Payload received = b.Listener.Next<StateChunk>().Payload;
            int differing = received.Bytes.Span.IndexOfAnyExcept((byte)round);
            Assert.True(differing < 0 || !received.IsIntact, $"byte {differing} is mixed in");
            await overwrite;
        }
    }

    private static void Write(SharedAllocation allocation)
    {
        allocation.BeginWrite();
        allocation.Memory.Span.Fill(255);
        allocation.EndWrite();
    }

    private static StateChunk Chunk(Memory<byte> memory) => new(default, 0, 0, 1, new MemoryPayload(memory));

    private static bool IsShared(Payload payload) => payload.GetType().Name == "MappedPayload";

    /// <summary>The first payloads go out as bytes, until the other end has mapped the region.</summary>
    private static Payload SendUntilShared(TcpPeer from, TcpPeer to, Memory<byte> memory)
    {
        for (int i = 0; i < 10_000; i++)
        {
            from.Transport.Send(to.Id, Chunk(memory));
            Payload received = to.Listener.Next<StateChunk>().Payload;
            if (IsShared(received)) return received;
            Assert.True(received.Bytes.Span.SequenceEqual(memory.Span));
            received.Dispose();
        }
        throw new TimeoutException("the payloads were never sent by reference");
    }

    /// <summary>What this process says of its machine to a caller.</summary>
    private static string MachineOf(TcpPeer peer)
    {
        using var raw = new RawPeer(peer);
        string machine = raw.Answer.Machine;
        raw.Dispose();
        Assert.StartsWith("Connected raw", peer.Listener.NextEvent(), StringComparison.Ordinal);
        Assert.StartsWith("Lost raw", peer.Listener.NextEvent(), StringComparison.Ordinal);
        return machine;
    }

    private static FrameHeader ReadPastPings(RawPeer raw)
    {
        var reader = new FrameReader(raw.Stream);
        while (true)
        {
            FrameHeader header = reader.ReadHeader()!.Value;
            reader.ReadBody(header);
            if (header.Kind != FrameKind.Ping) return header;
        }
    }
}
