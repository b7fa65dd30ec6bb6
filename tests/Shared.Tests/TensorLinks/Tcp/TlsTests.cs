using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Shared.Configuration;
using Distillery.Shared.TensorLinks.Tcp;

namespace Distillery.Shared.Tests.TensorLinks.Tcp;

public sealed class TlsTests : IDisposable
{
    private readonly Certificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task Messages_and_payloads_go_both_ways_encrypted()
    {
        await using TcpPeer a = Peer("a", _certificates.Issue("a"));
        await using TcpPeer b = Peer("b", _certificates.Issue("b"));
        a.LinkTo(b);
        byte[] bytes = [.. Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 7))];
        for (int i = 0; i < 3; i++)
        {
            a.Transport.Send(b.Id, new StateChunk(default, 1, i, 3, new MemoryPayload(bytes)));
            b.Transport.Send(a.Id, new StateChunk(default, 1, i, 3, new MemoryPayload(bytes)));
        }
        for (int i = 0; i < 3; i++)
        {
            Assert.True(a.Listener.Next<StateChunk>().Payload.Bytes.Span.SequenceEqual(bytes));
            Assert.True(b.Listener.Next<StateChunk>().Payload.Bytes.Span.SequenceEqual(bytes));
        }
        a.Transport.Send(b.Id, TcpPeer.Word("bye"));
        a.Transport.Disconnect(b.Id);
        Assert.Equal(TcpPeer.Word("bye"), b.Listener.NextMessage());
        Assert.Equal("Lost a: it has ended the link", b.Listener.NextEvent());
    }

    [Fact]
    public async Task A_certificate_of_another_authority_is_refused_by_either_end()
    {
        using var others = new Certificates();
        await using TcpPeer a = Peer("a", _certificates.Issue("a"));
        await using TcpPeer stranger = Peer("stranger", others.Issue("stranger", trusted: _certificates.AuthorityPath));
        await using TcpPeer wary = Peer("wary", _certificates.Issue("wary", trusted: others.AuthorityPath));
        stranger.ConnectTo(a);
        Assert.StartsWith("Lost a: cannot reach a", stranger.Listener.NextEvent(), StringComparison.Ordinal);
        Assert.Contains("not one of the authority in cluster.tls.authority", a.NextEvent(), StringComparison.Ordinal);
        wary.ConnectTo(a);
        Assert.Contains("not one of the authority", wary.Listener.NextEvent(), StringComparison.Ordinal);
        Assert.True(a.Listener.HasNothing);
    }

    [Fact]
    public async Task A_certificate_that_has_expired_is_refused()
    {
        await using TcpPeer a = Peer("a", _certificates.Issue("a"));
        await using TcpPeer old = Peer("old", _certificates.Issue("old", end: new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero)));
        a.ConnectTo(old);
        Assert.Contains("expired", a.Listener.NextEvent(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plain_peer_and_an_encrypted_one_do_not_meet()
    {
        await using TcpPeer a = Peer("a", _certificates.Issue("a"));
        await using var plain = new TcpPeer("plain");
        plain.ConnectTo(a);
        Assert.StartsWith("Lost a: cannot reach a", plain.Listener.NextEvent(), StringComparison.Ordinal);
        Assert.Contains("which cluster.tls asks for", a.NextEvent(), StringComparison.Ordinal);
        a.ConnectTo(plain);
        Assert.StartsWith("Lost plain: cannot reach plain", a.Listener.NextEvent(), StringComparison.Ordinal);
        Assert.Contains("does not speak Distillery's protocol", plain.NextEvent(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_or_not_what_it_should_be_is_named()
    {
        TlsConfig good = _certificates.Issue("a");
        Refused(good with { Certificate = "/nowhere/certificate.pem" }, "cluster.tls.certificate: /nowhere/certificate.pem");
        Refused(good with { Authority = good.Key }, "cluster.tls.authority");
        Refused(good with { Key = good.Certificate }, "cluster.tls.key");
        Refused(good with { Key = _certificates.Issue("b").Key }, "cluster.tls.key");
        TlsIdentity.Load(good);
    }

    private static TcpPeer Peer(string name, TlsConfig config) =>
        new(name, options => options with { Tls = TlsIdentity.Load(config) });

    private static void Refused(TlsConfig config, string expected) => Assert.Contains(
        expected, Assert.Throws<UserErrorException>(() => TlsIdentity.Load(config)).Message, StringComparison.Ordinal);
}
