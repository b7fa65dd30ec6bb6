using Distillery.Cli.Cluster;
using Distillery.Cli.Tests.Remote;
using Distillery.Coordinator.Leading;
using Distillery.Coordinator.Record;
using Distillery.Coordinator;
using Distillery.Messages.Membership;
using Distillery.Shared.Cluster.Leading;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;
using Distillery.Shared.TensorLinks.Tcp;
using Distillery.Shared;

namespace Distillery.Cli.Tests.Cluster;

public sealed class ClusterPlaceTests
{
    [Fact]
    public void Tensors_come_at_the_port_behind_the_clusters()
    {
        ClusterPlace place = At("0.0.0.0:7700") with { Advertise = HostAndPort.Parse("train-0:7800") };
        Assert.Equal(("0.0.0.0:7701", "train-0:7801"), (place.DataListen, place.DataAdvertise));
        Assert.Equal(("127.0.0.1:0", null), (At("127.0.0.1:0").DataListen, At("127.0.0.1:0").DataAdvertise));
        UserErrorException error = Assert.Throws<UserErrorException>(() => At("127.0.0.1:65535").DataListen);
        Assert.Contains("127.0.0.1:65535", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0:7700")]
    [InlineData("[::]:7700")]
    public void Where_a_process_listens_at_all_addresses_the_others_must_be_told_one(string listen)
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => At(listen).ToOptions(["student"], TimeSpan.FromSeconds(5), 1));
        Assert.Contains("--advertise", error.NextStep, StringComparison.Ordinal);
        ClusterPlace advertised = At(listen) with { Advertise = HostAndPort.Parse("train-0:7700") };
        Assert.Equal(advertised.Advertise, advertised.ToOptions(["student"], TimeSpan.FromSeconds(5), 1).Advertise);
    }

    [Fact]
    public void The_first_of_those_named_may_found_a_cluster_and_so_may_one_that_names_none()
    {
        ClusterPlace place = At("127.0.0.1:7700");
        Assert.True(place.IsFirstSeed);
        Assert.True((place with { Seeds = ClusterPlace.ParseSeeds("127.0.0.1:7700, train-1:7700") }).IsFirstSeed);
        Assert.False((place with { Seeds = ClusterPlace.ParseSeeds("train-1:7700,127.0.0.1:7700") }).IsFirstSeed);
    }

    [Fact]
    public async Task A_run_that_is_asked_to_stop_before_it_leads_stops_when_it_does()
    {
        using Study study = new();
        RunConfig config = ConfigLoader.Load(study.Config, []).ForMethod(0);
        CoordinatorSettings settings = new() { ExpectedNodes = 1 };
        await using ClusterCoordinator coordinator = await ClusterCoordinator.StartAsync(
            new RunFolderClaim(RunFolder.Open(study.At("run"))), config, ClusterPlace.Loopback,
            (folder, actors) => new LedRun(
                LedRuns.Begin(folder, actors, config, settings, ClusterPlace.Loopback, new SilentObserver(), TimeProvider.System), face: null),
            TimeProvider.System);
        await coordinator.StopAsync("a test");
        RunEnd end = await coordinator.Ended.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(DismissReason.Stopped, end.Outcome.Reason);
    }

    private static ClusterPlace At(string listen) => new(HostAndPort.Parse(listen));
}
