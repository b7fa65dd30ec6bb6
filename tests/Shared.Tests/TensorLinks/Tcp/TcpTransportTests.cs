using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.Tests.Cluster.Serialization;
using Distillery.Shared.Tests.Wire;
using Distillery.Shared.TensorLinks;
using Distillery.Shared.TensorLinks.Tcp;
using Distillery.Shared.Wire;

namespace Distillery.Shared.Tests.TensorLinks.Tcp;

public sealed class TcpTransportTests
{
    private const int SliceBytes = 3_000_001; // no multiple of anything

    [Fact]
    public async Task Messages_of_every_kind_arrive_in_order_and_as_they_were()
    {
        await using var a = new TcpPeer("a");
        await using var b = new TcpPeer("b");
        a.LinkTo(b);
        var random = new RandomMessages(seed: 1);
        Message[] messages = [.. Messages(random)];
        foreach (Message message in messages) a.Transport.Send(b.Id, message);
        foreach (Message message in messages) AssertSame(message, b.Listener.NextMessage());
        foreach (Message message in messages) b.Transport.Send(a.Id, message);
        foreach (Message message in messages) AssertSame(message, a.Listener.NextMessage());
    }

    [Fact]
    public async Task A_control_message_to_another_process_is_a_mistake_of_this_one()
    {
        await using var a = new TcpPeer("a");
        await using var b = new TcpPeer("b");
        a.LinkTo(b);
        var error = Assert.Throws<InvariantException>(() => a.Transport.Send(b.Id, new Pause(new Generation(1, 1))));
        Assert.Contains("Pause to b is a control message and was given to the data plane", error.Message, StringComparison.Ordinal);
        a.Transport.Send(a.Id, new Pause(new Generation(1, 1)));
        Assert.IsType<Pause>(a.Listener.NextMessage());
    }

    [Fact]
    public async Task Payloads_of_all_sizes_go_both_ways_at_once()
    {
        await using var a = new TcpPeer("a");
        await using var b = new TcpPeer("b");
        a.LinkTo(b);
        int[] sizes = [0, 1, 4096, 16 << 10, (16 << 10) + 1, 1 << 20, SliceBytes, WireLimits.PayloadBytes];
        var random = new RandomMessages(seed: 2);
        byte[][] payloads = [.. sizes.Select(size => Pattern(random.Below(256), size))];
        for (int i = 0; i < payloads.Length; i++)
        {
            a.Transport.Send(b.Id, new SlicePart(default, i, 0, default, new MemoryPayload(payloads[i])));
            b.Transport.Send(a.Id, new SlicePart(default, i, 0, default, new MemoryPayload(payloads[i])));
        }
        foreach (TcpPeer peer in (TcpPeer[])[a, b])
        {
            for (int i = 0; i < payloads.Length; i++)
            {
                SlicePart part = peer.Listener.Next<SlicePart>();
                Assert.Equal(i, part.Step);
                Assert.True(part.Payload.Bytes.Span.SequenceEqual(payloads[i]), $"payload of {payloads[i].Length} bytes");
                part.Payload.Dispose();
            }
        }
    }

    [Fact]
    public async Task What_is_sent_before_the_link_stands_waits_for_it()
    {
        await using var a = new TcpPeer("a");
        await using var b = new TcpPeer("b");
        a.ConnectTo(b);
        a.Transport.Send(b.Id, TcpPeer.Word("early"));
        Assert.Equal(TcpPeer.Word("early"), b.Listener.NextMessage());
    }

    [Fact]
    public async Task A_node_can_talk_to_itself()
    {
        await using var a = new TcpPeer("a");
        a.ConnectTo(a);
        a.Transport.Send(a.Id, TcpPeer.Word("x"));
        Assert.Equal(TcpPeer.Word("x"), a.Listener.NextMessage());
    }

    [Fact]
    public async Task A_payload_is_given_back_when_it_is_sent_and_when_it_cannot_be()
    {
        await using var a = new TcpPeer("a");
        await using var b = new TcpPeer("b");
        a.LinkTo(b);
        using var sent = new CountingPayload(SliceBytes);
        using var dropped = new CountingPayload(SliceBytes);
        a.Transport.Send(b.Id, new StateChunk(default, 0, 0, 1, sent));
        a.Transport.Send(new NodeId("nobody"), new StateChunk(default, 0, 0, 1, dropped));
        Assert.Equal(1, dropped.DisposeCount);
        b.Listener.NextMessage();
        Assert.True(SpinWait.SpinUntil(() => sent.DisposeCount == 1, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task A_buffer_that_was_given_back_is_used_again()
    {
        var pool = new BufferPool();
        await using var a = new TcpPeer("a");
        await using var b = new TcpPeer("b", pool: pool);
        a.LinkTo(b);
        for (int i = 0; i < 3; i++)
        {
            a.Transport.Send(b.Id, new StateChunk(default, 0, 0, 1, new MemoryPayload(new byte[1 << 20])));
            StateChunk chunk = b.Listener.Next<StateChunk>();
            chunk.Payload.Dispose();
            chunk.Payload.Dispose();
            Assert.Throws<ObjectDisposedException>(() => chunk.Payload.Bytes);
            Assert.Equal(1 << 20, pool.IdleBytes);
        }
    }

    [Fact]
    public async Task A_receiver_can_say_where_a_payload_belongs()
    {
        byte[] target = new byte[SliceBytes];
        await using var a = new TcpPeer("a");
        await using var b = new TcpPeer("b");
        b.Listener.Place = (peer, message) =>
            message is SliceAverage { Slice: 3 } && peer.Value == "a" ? new PlacedPayload(target) : null;
        a.LinkTo(b);
        byte[] bytes = Pattern(7, SliceBytes);
        a.Transport.Send(b.Id, new SliceAverage(default, 1, 3, 9, true, new MemoryPayload(bytes)));
        a.Transport.Send(b.Id, new SliceAverage(default, 1, 4, 9, true, new MemoryPayload(bytes)));
        Assert.True(b.Listener.Next<SliceAverage>().Payload.Bytes.Equals(target.AsMemory()));
        Assert.Equal(bytes, target);
        Assert.True(b.Listener.Next<SliceAverage>().Payload.Bytes.Span.SequenceEqual(bytes));
    }

    [Fact]
    public async Task A_message_that_is_too_large_is_refused_to_its_sender_and_the_link_stays()
    {
        await using var a = new TcpPeer("a");
        await using var b = new TcpPeer("b");
        a.LinkTo(b);
        Assert.Throws<WireException>(() => a.Transport.Send(b.Id, TcpPeer.Word(new string('x', WireLimits.BulkBodyBytes + 1))));
        a.Transport.Send(b.Id, TcpPeer.Word("fits"));
        Assert.Equal(TcpPeer.Word("fits"), b.Listener.NextMessage());
    }

    [Fact]
    public async Task A_place_is_given_back_when_the_link_breaks_in_the_middle_of_a_payload()
    {
        PlacedPayload place = new(new byte[SliceBytes]);
        await using var a = new TcpPeer("a");
        using ManualResetEventSlim isAsked = new();
        a.Listener.Place = (_, _) =>
        {
            isAsked.Set();
            return place;
        };
        using (RawPeer raw = new(a))
        {
            byte[] frame = FrameBytes.Of(new SliceAverage(default, 1, 3, 9, true, new MemoryPayload(Pattern(7, SliceBytes))));
            raw.Stream.Write(frame.AsSpan(0, frame.Length / 2));
            Assert.Equal($"Connected {RawPeer.Id}", a.Listener.NextEvent());
            Assert.True(isAsked.Wait(TimeSpan.FromMinutes(1)), "no place was asked for");
        }
        Assert.StartsWith($"Lost {RawPeer.Id}", a.Listener.NextEvent(), StringComparison.Ordinal);
        Assert.True(place.Disposed.Wait(TimeSpan.FromMinutes(1)), "the place was not given back");
        Assert.Equal(0, a.Listener.MessageCount);
    }

    private static IEnumerable<Message> Messages(RandomMessages random) =>
        RandomMessages.Kinds
            .Where(kind => MessageCodec.PlaneOf(kind) == MessagePlane.Bulk)
            .SelectMany(kind => Enumerable.Range(0, 10).Select(_ => random.Next(kind)));

    private static void AssertSame(Message expected, Message actual) =>
        Assert.Equal(Convert.ToHexString(FrameBytes.Of(expected)), Convert.ToHexString(FrameBytes.Of(actual)));

    private static byte[] Pattern(int seed, int size)
    {
        byte[] bytes = new byte[size];
        for (int i = 0; i < size; i++) bytes[i] = (byte)(seed + i * 31 + (i >> 12));
        return bytes;
    }
}
