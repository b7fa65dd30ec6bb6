using System.Net;
using System.Net.Sockets;
using Distillery.Messages;
using Distillery.Shared.Tests.Wire;
using Distillery.Shared.Wire;

namespace Distillery.Shared.Tests.TensorLinks.Tcp;

/// <summary>Both ends dial, at whatever moments: there is one link, and nothing that a link had to bring is lost.</summary>
public sealed class SimultaneousCallsTests
{
    [Fact]
    public async Task Two_that_dial_each_other_at_once_get_one_link()
    {
        for (int i = 0; i < 100; i++)
        {
            await using var a = new TcpPeer("a");
            await using var b = new TcpPeer("b");
            Parallel.Invoke(() => a.ConnectTo(b), () => b.ConnectTo(a));
            a.Transport.Send(b.Id, TcpPeer.Word("from a"));
            b.Transport.Send(a.Id, TcpPeer.Word("from b"));
            Assert.Equal("Connected b", a.Listener.NextEvent());
            Assert.Equal("Connected a", b.Listener.NextEvent());
            Assert.Equal(TcpPeer.Word("from b"), a.Listener.NextMessage());
            Assert.Equal(TcpPeer.Word("from a"), b.Listener.NextMessage());
            a.Transport.Send(b.Id, TcpPeer.Word("once more"));
            Assert.Equal(TcpPeer.Word("once more"), b.Listener.NextMessage());
            Assert.True(a.Listener.HasNothing && b.Listener.HasNothing);
            Assert.Empty(a.Events.Concat(b.Events));
        }
    }

    [Theory]
    [InlineData("a", HandshakeKind.Yielded)]
    [InlineData("z", HandshakeKind.Accepted)]
    internal async Task Of_two_that_dial_each_other_the_one_with_the_lower_name_has_the_right_of_way(string name, HandshakeKind answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var peer = new TcpPeer(name);
        peer.Transport.Connect(RawPeer.Id, listener.LocalEndpoint.ToString()!);
        using NetworkStream dialed = new(await listener.AcceptSocketAsync(), ownsSocket: true);
        Assert.Equal(HandshakeKind.Call, RawPeer.Read(dialed).Kind);
        using NetworkStream calling = RawPeer.Connect(peer);
        Assert.Equal(answer, RawPeer.Call(calling, RawPeer.CallOf(peer)).Kind);
        if (answer == HandshakeKind.Accepted) RawPeer.ReadToEnd(dialed); // It has given its own up.
        else RawPeer.ReadToEnd(calling);
        Assert.True(peer.Listener.HasNothing);
    }

    [Fact]
    public async Task An_accepted_call_is_waited_for_and_nothing_is_dialed_meanwhile()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using var a = new TcpPeer("a");
        using NetworkStream calling = RawPeer.Connect(a);
        Handshake call = RawPeer.CallOf(a);
        Assert.Equal(HandshakeKind.Accepted, RawPeer.Call(calling, call).Kind);
        a.Transport.Connect(RawPeer.Id, listener.LocalEndpoint.ToString()!);
        a.Transport.Send(RawPeer.Id, TcpPeer.Word("waits"));
        Assert.True(a.Listener.HasNothing);
        calling.Write(RawPeer.ConfirmationOf(call).ToBytes());
        Assert.Equal("Connected raw", a.Listener.NextEvent());
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task An_accepted_call_that_comes_to_nothing_is_the_loss_of_the_link_that_it_should_have_made()
    {
        await using var a = new TcpPeer("a");
        NetworkStream calling = RawPeer.Connect(a);
        Assert.Equal(HandshakeKind.Accepted, RawPeer.Call(calling, RawPeer.CallOf(a)).Kind);
        a.Transport.Connect(RawPeer.Id, "127.0.0.1:1");
        calling.Dispose();
        Assert.Equal("Lost raw: it has not made the link that it called for", a.Listener.NextEvent());
        a.Transport.Connect(RawPeer.Id, "127.0.0.1:1");
        Assert.StartsWith("Lost raw: cannot reach raw at 127.0.0.1:1", a.Listener.NextEvent(), StringComparison.Ordinal);
    }

    /// <summary>Its caller has given it up for a call of the other end, which made the link before this one got there.</summary>
    [Fact]
    public async Task A_call_that_was_given_up_on_its_way_replaces_no_link()
    {
        await using var a = new TcpPeer("a");
        using var standing = new RawPeer(a);
        Assert.Equal("Connected raw", a.Listener.NextEvent());
        using (NetworkStream late = RawPeer.Connect(a))
            Assert.Equal(HandshakeKind.Accepted, RawPeer.Call(late, RawPeer.CallOf(a)).Kind);
        using (NetworkStream again = RawPeer.Connect(a))
            Assert.Equal(HandshakeKind.Accepted, RawPeer.Call(again, RawPeer.CallOf(a)).Kind);
        standing.Stream.Write(FrameBytes.Of(TcpPeer.Word("still there")));
        Assert.Equal(TcpPeer.Word("still there"), a.Listener.NextMessage());
        Assert.True(a.Listener.HasNothing);
    }

    [Fact]
    public async Task A_disconnect_is_also_the_end_of_a_call_that_was_accepted()
    {
        await using var a = new TcpPeer("a");
        using NetworkStream calling = RawPeer.Connect(a);
        Handshake call = RawPeer.CallOf(a);
        Assert.Equal(HandshakeKind.Accepted, RawPeer.Call(calling, call).Kind);
        a.Transport.Disconnect(RawPeer.Id);
        calling.Write(RawPeer.ConfirmationOf(call).ToBytes());
        RawPeer.ReadToEnd(calling);
        Assert.True(a.Listener.HasNothing);
    }

    [Fact]
    public async Task Many_that_dial_one_another_at_once_get_one_link_each()
    {
        for (int round = 0; round < 10; round++)
        {
            TcpPeer[] peers = [.. Enumerable.Range(0, 6).Select(i => new TcpPeer($"peer-{i}"))];
            Parallel.ForEach(peers, peer =>
            {
                foreach (TcpPeer other in peers.Where(other => other != peer)) peer.ConnectTo(other);
            });
            foreach (TcpPeer peer in peers)
            {
                IEnumerable<string> others = peers.Where(other => other != peer).Select(other => $"Connected {other.Id}");
                Assert.Equal(others, Enumerable.Range(1, peers.Length - 1).Select(_ => peer.Listener.NextEvent()).Order());
            }
            Assert.All(peers, peer => Assert.True(peer.Listener.HasNothing));
            await Task.WhenAll(peers.Select(peer => peer.DisposeAsync().AsTask()));
        }
    }

    [Fact]
    public async Task Links_that_are_ended_and_made_again_at_once_stand_in_the_end()
    {
        await using var a = new TcpPeer("a");
        await using var b = new TcpPeer("b");
        for (int i = 0; i < 200; i++)
        {
            Parallel.Invoke(
                () => Again(a, b, i % 3),
                () => Again(b, a, i % 2));
            Message last = TcpPeer.Word($"round {i}");
            SendUntilItArrives(a, b, last);
            SendUntilItArrives(b, a, last);
        }
    }

    private static void Again(TcpPeer peer, TcpPeer other, int count)
    {
        for (int i = 0; i < count; i++)
        {
            peer.ConnectTo(other);
            peer.Transport.Disconnect(other.Id);
        }
        peer.ConnectTo(other);
    }

    /// <summary>As a node does: who hears of a loss dials again. What was sent more often than it had to be may still come.</summary>
    private static void SendUntilItArrives(TcpPeer from, TcpPeer to, Message message)
    {
        do
        {
            from.ConnectTo(to);
            from.Transport.Send(to.Id, message);
            SpinWait.SpinUntil(() => to.Listener.MessageCount > 0, TimeSpan.FromMilliseconds(50));
        }
        while (to.Listener.MessageCount == 0 || to.Listener.NextMessage() != message);
    }
}
