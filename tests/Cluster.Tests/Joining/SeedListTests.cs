using Akka.Actor;
using Distillery.Shared.Cluster.Joining;
using Distillery.Shared.TensorLinks.Tcp;

namespace Distillery.Cluster.Tests.Joining;

public sealed class SeedListTests
{
    private static readonly Address Self = new("akka.ssl.tcp", "distillery", "10.0.0.1", 7700);
    private static readonly HostAndPort Other = new("10.0.0.2", 7700);

    [Fact]
    public void A_process_without_seeds_founds() => Assert.Equal([Self], SeedList.Of(Self, [], []));

    [Fact]
    public void A_coordinator_that_starts_again_asks_its_former_members_before_it_founds() =>
        Assert.Equal([Self, Self.WithHost("10.0.0.2")], SeedList.Of(Self, [], [Other, new HostAndPort("10.0.0.1", 7700)]));

    [Fact]
    public void A_process_that_is_not_the_first_of_its_seeds_never_founds() =>
        Assert.Equal([Self.WithHost("10.0.0.2"), Self], SeedList.Of(Self, [Other, new HostAndPort("10.0.0.1", 7700)], [Other]));

    [Theory]
    [InlineData(1, 0.25)]
    [InlineData(2, 0.5)]
    [InlineData(6, 8)]
    [InlineData(7, 15)]
    [InlineData(1000, 15)]
    public void Pauses_grow_to_a_limit(int attempt, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), JoinPauses.After(attempt));
}
