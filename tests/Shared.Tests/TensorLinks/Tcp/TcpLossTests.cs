using System.Net;
using System.Net.Sockets;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Shared.Tests.Wire;
using Distillery.Shared.TensorLinks.Tcp;
using Distillery.Shared.Wire;

namespace Distillery.Shared.Tests.TensorLinks.Tcp;

public sealed class TcpLossTests
{
    private static readonly NodeId Nobody = new("nobody");

    [Theory]
    [InlineData("127.0.0.1:1", "cannot reach nobody at 127.0.0.1:1: Connection refused")]
    [InlineData("here", "'here' is not an address")]
    [InlineData("127.0.0.1:70000", "'127.0.0.1:70000' is not an address")]
    [InlineData("no.such.host.invalid:1", "cannot reach nobody at no.such.host.invalid:1")]
    public async Task A_link_that_cannot_be_made_is_lost_with_a_reason(string address, string reason)
    {
        await using var a = new TcpPeer("a");
        a.Transport.Connect(Nobody, address);
        Assert.Contains(reason, a.Listener.NextEvent(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_could_not_be_made_can_be_tried_again()
    {
        await using var a = new TcpPeer("a");
        await using var b = new TcpPeer("b");
        a.Transport.Connect(b.Id, "127.0.0.1:1");
        Assert.StartsWith("Lost b", a.Listener.NextEvent(), StringComparison.Ordinal);
        a.LinkTo(b);
    }

    [Fact]
    public async Task Another_process_at_the_address_is_not_taken_for_the_peer()
    {
        await using var a = new TcpPeer("a");
        await using var b = new TcpPeer("b");
        a.Transport.Connect(Nobody, b.Transport.Address);
        Assert.Contains("this is b, not nobody", a.Listener.NextEvent(), StringComparison.Ordinal);
        Assert.Contains("this is b, not nobody", b.NextEvent(), StringComparison.Ordinal);
        Assert.True(b.Listener.HasNothing);
    }

    [Fact]
    public async Task One_that_takes_the_connection_and_says_nothing_is_given_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var a = new TcpPeer("a", options => options with { ConnectTimeout = TimeSpan.FromMilliseconds(200) });
        a.Transport.Connect(Nobody, $"127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}");
        Assert.Contains("no answer within 0.2 s", a.Listener.NextEvent(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_ends_is_lost_once_at_all_others()
    {
        await using var a = new TcpPeer("a");
        await using var b = new TcpPeer("b");
        var c = new TcpPeer("c");
        c.LinkTo(a);
        c.LinkTo(b);
        await c.DisposeAsync();
        Assert.StartsWith("Lost c: ", a.Listener.NextEvent(), StringComparison.Ordinal);
        Assert.StartsWith("Lost c: ", b.Listener.NextEvent(), StringComparison.Ordinal);
        b.LinkTo(a);
        Assert.True(a.Listener.HasNothing && b.Listener.HasNothing);
    }

    [Fact]
    public async Task A_disconnect_tells_the_other_end_alone_and_last_words_arrive()
    {
        await using var a = new TcpPeer("a");
        await using var b = new TcpPeer("b");
        for (int i = 0; i < 5; i++)
        {
            a.LinkTo(b);
            var payload = new MemoryPayload(new byte[2_000_000]);
            a.Transport.Send(b.Id, new StateChunk(default, 0, 0, 1, payload));
            a.Transport.Send(b.Id, TcpPeer.Word("bye"));
            a.Transport.Disconnect(b.Id);
            a.Transport.Send(b.Id, TcpPeer.Word("too late"));
            Assert.Equal("Lost a: it has ended the link", b.Listener.NextEvent());
            Assert.Equal(2, b.Listener.MessageCount); // Both had come before the loss was told.
            Message[] last = [b.Listener.NextMessage(), b.Listener.NextMessage()];
            Assert.IsType<StateChunk>(last[0]);
            Assert.Equal(TcpPeer.Word("bye"), last[1]);
            Assert.True(a.Listener.HasNothing && b.Listener.HasNothing);
        }
    }

    [Fact]
    public async Task A_peer_that_hangs_up_is_lost()
    {
        await using var a = new TcpPeer("a");
        using var raw = new RawPeer(a);
        Assert.Equal("Connected raw", a.Listener.NextEvent());
        raw.Stream.Dispose();
        Assert.Equal("Lost raw: it has closed the connection", a.Listener.NextEvent());
    }

    [Fact]
    public async Task A_silent_peer_is_lost_and_one_that_only_pings_is_not()
    {
        TimeSpan lossAfter = TimeSpan.FromSeconds(4);
        await using var a = new TcpPeer("a", options => options with { LossAfter = lossAfter });
        await using var b = new TcpPeer("b", options => options with { LossAfter = lossAfter });
        a.LinkTo(b);
        using var raw = new RawPeer(a);
        Assert.Equal("Connected raw", a.Listener.NextEvent());
        Assert.Equal("Lost raw: nothing came from it for 4 s", a.Listener.NextEvent());
        a.Transport.Send(b.Id, TcpPeer.Word("still there"));
        Assert.Equal(TcpPeer.Word("still there"), b.Listener.NextMessage());
    }

    [Fact]
    public async Task A_peer_that_lives_but_does_not_read_is_lost()
    {
        await using var a = new TcpPeer("a", options => options with { LossAfter = TimeSpan.FromSeconds(3) });
        using var raw = new RawPeer(a);
        Assert.Equal("Connected raw", a.Listener.NextEvent());
        using var payload = new CountingPayload(WireLimits.PayloadBytes);
        for (int i = 0; i < 2; i++) a.Transport.Send(RawPeer.Id, new StateChunk(default, 0, 0, 1, payload));
        var lost = Task.Run(a.Listener.NextEvent);
        while (!lost.IsCompleted) KeepPinging(raw);
        Assert.Equal("Lost raw: it has read nothing for 3 s", await lost);
        Assert.True(SpinWait.SpinUntil(() => payload.DisposeCount == 2, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task A_full_queue_is_a_loss_with_a_clear_word()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var a = new TcpPeer("a");
        a.Transport.Connect(Nobody, $"127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}");
        for (int i = 0; i < 20_000; i++) a.Transport.Send(Nobody, TcpPeer.Word("x"));
        Assert.Equal("Lost nobody: it does not read: too many messages wait for it", a.Listener.NextEvent());
        Assert.True(a.Listener.HasNothing);
    }

    [Fact]
    public async Task A_peer_that_calls_again_has_lost_its_first_link()
    {
        await using var a = new TcpPeer("a");
        using var first = new RawPeer(a);
        Assert.Equal("Connected raw", a.Listener.NextEvent());
        using var second = new RawPeer(a);
        Assert.Equal("Lost raw: it has made a new link", a.Listener.NextEvent());
        Assert.Equal("Connected raw", a.Listener.NextEvent());
        second.Stream.Write(FrameBytes.Of(TcpPeer.Word("x")));
        Assert.Equal(TcpPeer.Word("x"), a.Listener.NextMessage());
    }

    [Fact]
    public async Task An_address_that_is_taken_is_the_users_error()
    {
        await using var a = new TcpPeer("a");
        var error = Assert.Throws<UserErrorException>(
            () => new TcpPeer("b", options => options with { Listen = a.Transport.Address }));
        Assert.Contains($"cannot listen on {a.Transport.Address}: Address already in use", error.Message, StringComparison.Ordinal);
        Assert.Throws<UserErrorException>(() => new TcpPeer("b", options => options with { Listen = "nonsense" }));
    }

    [Theory]
    [InlineData("0.0.0.0:0", "0.0.0.0:", "127.0.0.1")]
    [InlineData("localhost:0", "localhost:", "localhost")]
    public async Task All_addresses_of_a_machine_and_its_names_can_be_listened_on(string listen, string address, string host)
    {
        await using var a = new TcpPeer("a", options => options with { Listen = listen });
        await using var b = new TcpPeer("b");
        Assert.StartsWith(address, a.Transport.Address, StringComparison.Ordinal);
        b.Transport.Connect(a.Id, $"{host}:{HostAndPort.Parse(a.Transport.Address).Port}");
        Assert.Equal("Connected a", b.Listener.NextEvent());
    }

    private static void KeepPinging(RawPeer raw)
    {
        try
        {
            raw.Stream.Write(FrameWriter.OwnFrame(FrameKind.Ping));
            Thread.Yield();
        }
        catch (IOException)
        {
            // Lost by now.
        }
    }
}
