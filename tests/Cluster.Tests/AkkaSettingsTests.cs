using Akka.Configuration;
using Distillery.Shared.Cluster;
using Distillery.Shared.TensorLinks.Tcp;

namespace Distillery.Cluster.Tests;

public sealed class AkkaSettingsTests
{
    private static readonly ClusterEngineOptions Options =
        new() { Listen = new HostAndPort("127.0.0.1", 7701), Roles = [ClusterRoles.Student, ClusterRoles.Teacher] };

    [Theory]
    [InlineData(5, 3.5)]
    [InlineData(30, 28.5)]
    [InlineData(2, 0.5)]
    [InlineData(0.1, 0.5)]
    public void A_silent_member_is_given_up_after_the_time_that_the_configuration_names(double lossAfter, double pause) =>
        Assert.Equal(TimeSpan.FromSeconds(pause), AkkaSettings.PauseFor(TimeSpan.FromSeconds(lossAfter)));

    [Theory]
    [InlineData(1, 100)]
    [InlineData(16, 100)]
    [InlineData(17, 200)]
    [InlineData(65, 500)]
    public void Larger_clusters_gossip_less_often(int members, int milliseconds) =>
        Assert.Equal(milliseconds, AkkaSettings.GossipMilliseconds(members));

    [Fact]
    public void The_roles_and_addresses_are_those_of_the_options()
    {
        Config config = AkkaSettings.Cluster(Options with { Advertise = new HostAndPort("gpu-7.example", 9000) });

        Assert.Equal(["student", "teacher"], config.GetStringList("akka.cluster.roles"));
        Assert.Equal("127.0.0.1", config.GetString("akka.remote.dot-netty.tcp.hostname"));
        Assert.Equal("gpu-7.example", config.GetString("akka.remote.dot-netty.tcp.public-hostname"));
        Assert.Equal(9000, config.GetInt("akka.remote.dot-netty.tcp.public-port"));
    }
}
