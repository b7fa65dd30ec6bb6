using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Membership;
using Distillery.Shared.Transport;
using Distillery.Shared.Transport.InProcess;

namespace Distillery.Shared.Tests.Transport.InProcess;

public sealed class InProcessTransportTests : IDisposable
{
    private static readonly NodeId A = new("a");
    private static readonly NodeId B = new("b");

    private readonly InProcessNetwork _network = new();
    private readonly RecordingListener _listenerA = new();
    private readonly RecordingListener _listenerB = new();
    private readonly ITransport _a;
    private readonly ITransport _b;

    public InProcessTransportTests()
    {
        _a = _network.Register(A, _listenerA);
        _b = _network.Register(B, _listenerB);
    }

    public void Dispose()
    {
        _listenerA.Dispose();
        _listenerB.Dispose();
    }

    [Fact]
    public void Both_ends_are_told_of_a_link_once()
    {
        _a.Connect(B, "");
        _b.Connect(A, "");
        Assert.Equal("Connected b", _listenerA.NextEvent());
        Assert.Equal("Connected a", _listenerB.NextEvent());
        Assert.True(_listenerA.HasNothing && _listenerB.HasNothing);
    }

    [Fact]
    public void A_message_arrives_as_the_same_object()
    {
        _a.Connect(B, "");
        var sent = new SlicePart(default, 1, 0, default, new MemoryPayload(new byte[3]));
        _a.Send(B, sent);
        Assert.Same(sent, _listenerB.NextMessage());
    }

    [Fact]
    public void A_node_can_talk_to_itself()
    {
        _a.Connect(A, "");
        _a.Send(A, new Leave("x"));
        Assert.Equal(new Leave("x"), _listenerA.NextMessage());
        Assert.True(_listenerA.HasNothing);
    }

    [Fact]
    public void A_message_without_link_is_dropped_and_its_payload_given_back()
    {
        using var payload = new CountingPayload();
        _a.Send(B, new SlicePart(default, 1, 0, default, payload));
        Assert.True(_listenerB.HasNothing);
        Assert.Equal(1, payload.DisposeCount);
    }

    [Fact]
    public void A_disconnect_is_a_loss_at_the_other_end_alone()
    {
        _a.Connect(B, "");
        _listenerA.NextEvent();
        _listenerB.NextEvent();
        _a.Disconnect(B);
        _a.Disconnect(B);
        Assert.StartsWith("Lost a", _listenerB.NextEvent(), StringComparison.Ordinal);
        _b.Send(A, new Leave("x"));
        Assert.True(_listenerA.HasNothing && _listenerB.HasNothing);
    }

    [Fact]
    public void A_node_that_ends_is_lost_to_all_and_cannot_be_reached()
    {
        _a.Connect(B, "");
        _listenerB.NextEvent();
        _a.DisposeAsync();
        Assert.Equal("Lost a: it has ended", _listenerB.NextEvent());
        _b.Connect(A, "");
        Assert.Equal("Lost a: a is not in this process", _listenerB.NextEvent());
    }

    [Fact]
    public void A_name_is_there_once() => Assert.Throws<ArgumentException>(() => _network.Register(A, _listenerB));

    [Fact]
    public void Messages_of_many_threads_arrive_and_none_after_the_loss()
    {
        _a.Connect(B, "");
        Parallel.For(0, 1000, i =>
        {
            if (i == 500) _a.Disconnect(B);
            _a.Send(B, new Leave($"{i}"));
        });
        Assert.Equal("Connected a", _listenerB.NextEvent());
        Assert.StartsWith("Lost a", _listenerB.NextEvent(), StringComparison.Ordinal);
    }
}
