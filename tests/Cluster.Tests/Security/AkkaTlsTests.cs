using Akka.Cluster;
using Distillery.ClusterBench.Host;
using Distillery.Shared;
using Distillery.Shared.Cluster.Host;
using Distillery.Shared.Configuration;

namespace Distillery.Cluster.Tests.Security;

public sealed class AkkaTlsTests : IDisposable
{
    private readonly Certificates _certificates = new();
    private readonly Certificates _others = new();

    public void Dispose()
    {
        _certificates.Dispose();
        _others.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Members_of_one_authority_meet_also_through_a_certificate_in_between(bool isBetween)
    {
        await using var engines = new Engines();
        foreach (string name in (string[])["first", "second"])
        {
            TlsConfig tls = isBetween ? _certificates.IssueBelow(name) : _certificates.Issue(name);
            await engines.AddAsync(options => options with { Tls = tls });
        }

        await engines.AllSeeAsync(2);
        Assert.Equal("akka.ssl.tcp", Engines.MemberOf(engines.All[0]).Address.Protocol);
    }

    [Fact]
    public async Task A_member_of_another_authority_is_refused_and_told()
    {
        // It trusts our authority, so that the refusal is ours.
        TlsConfig stranger = _others.Issue("stranger", _certificates.AuthorityPath);
        await RefusedAsync(stranger, "CN=stranger, which is not of this cluster's authority");
    }

    [Fact]
    public async Task A_member_that_trusts_another_authority_refuses_us() =>
        await RefusedAsync(_certificates.Issue("suspicious", _others.AuthorityPath), "CN=first, which is not of this cluster's authority");

    [Fact]
    public async Task A_certificate_whose_time_is_over_is_refused() =>
        await RefusedAsync(_certificates.Issue("old", end: new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero)), "NotTimeValid");

    [Fact]
    public async Task A_member_without_TLS_is_not_admitted() => await RefusedAsync(null, "Is a coordinator at that address, with the same cluster.tls?");

    [Fact]
    public async Task A_certificate_that_is_not_there_is_told_in_words()
    {
        await using var engines = new Engines();
        TlsConfig missing = _certificates.Issue("first") with { Key = "/nowhere/key.pem" };

        UserErrorException error = await Assert.ThrowsAsync<UserErrorException>(
            () => engines.AddAsync(options => options with { Tls = missing }));

        Assert.Contains("cluster.tls.key: /nowhere/key.pem", error.Message, StringComparison.Ordinal);
    }

    private async Task<Engines> SecuredAsync()
    {
        var engines = new Engines();
        await engines.AddAsync(options => options with { Tls = _certificates.Issue("first") });
        await engines.AllSeeAsync(1);
        return engines;
    }

    private async Task RefusedAsync(TlsConfig? tls, string line)
    {
        await using Engines engines = await SecuredAsync();

        ClusterEngine refused = await engines.AddAsync(options => options with { Tls = tls });

        await Wait.Until(
            () => engines.Logs.Lines.Any(said => said.Text.Contains(line, StringComparison.Ordinal)), $"it is told: {line}");
        Assert.Single(Engines.UpMembersOf(engines.All[0]));
        Assert.Empty(Engines.UpMembersOf(refused));
    }
}
