using System.Net;
using System.Text.Json;
using Distillery.Coordinator.Tests.Record;

namespace Distillery.Coordinator.Tests.Http.Host;

public sealed class HealthEndpointTests
{
    private static readonly string[] All = ["started", "ready", "live"];

    [Fact]
    public async Task A_coordinator_that_works_is_started_ready_and_live()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        await cluster.GetAsync("/api/v1/run");
        foreach (string name in All)
        {
            JsonElement health = await cluster.GetAsync($"/health/{name}");
            Assert.Equal(name, health.GetProperty("status").GetString());
        }
    }

    [Fact]
    public async Task A_loop_that_was_never_heard_of_is_not_started()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync(time: new ManualTime());
        foreach (string name in All) await AssertNotAsync(cluster, name, "has not answered for 0.0 s");
    }

    [Fact]
    public async Task A_loop_that_stands_still_is_live_for_a_while_and_then_not_until_it_goes_on()
    {
        using BlockingObserver observer = new();
        ManualTime time = new();
        await using HttpCluster cluster = await HttpCluster.StartAsync(observer: observer, time: time);
        try
        {
            await cluster.GetAsync("/api/v1/run");
            await cluster.JoinAsync("node-1");
            observer.Blocks = true;
            cluster.Coordinator.Drain(new Messages.NodeId("node-1")); // It tells of it, and is held up.
            observer.WaitUntilHeld();
            time.Advance(14);
            await cluster.GetAsync("/health/live");
            time.Advance(2);
            await AssertNotAsync(cluster, "live", "has not answered for 16.0 s");
            await AssertNotAsync(cluster, "ready", "has not answered for 16.0 s");
            await cluster.GetAsync("/health/started");
        }
        finally
        {
            observer.LetGo();
        }
        await cluster.GetAsync("/api/v1/run");
        foreach (string name in All) await cluster.GetAsync($"/health/{name}");
    }

    [Fact]
    public async Task Requests_while_the_loop_stands_still_are_refused_with_the_reason()
    {
        using BlockingObserver observer = new();
        await using HttpCluster cluster = await HttpCluster.StartAsync(observer: observer);
        try
        {
            await cluster.JoinAsync("node-1");
            observer.Blocks = true;
            cluster.Coordinator.Drain(new Messages.NodeId("node-1"));
            observer.WaitUntilHeld();
            cluster.Face.Refresh();
            using HttpResponseMessage response = await cluster.Client.GetAsync("/api/v1/run");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.Contains("has not answered", await HttpCluster.ProblemAsync(response), StringComparison.Ordinal);
        }
        finally
        {
            observer.LetGo();
        }
    }

    [Fact]
    public async Task After_the_end_it_is_live_and_no_longer_ready()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        cluster.Coordinator.Stop("a test");
        await cluster.Coordinator.Ended;
        await cluster.GetAsync("/api/v1/run");
        await cluster.GetAsync("/health/live");
        await AssertNotAsync(cluster, "ready", "the run is over");
    }

    [Fact]
    public async Task A_coordinator_that_broke_down_is_not_live()
    {
        using BlockingObserver observer = new();
        await using HttpCluster cluster = await HttpCluster.StartAsync(observer: observer);
        await cluster.GetAsync("/api/v1/run");
        await cluster.BreakAsync(observer);
        await AssertNotAsync(cluster, "live", "the disk is gone");
        await AssertNotAsync(cluster, "ready", "the disk is gone");
    }

    private static async Task AssertNotAsync(HttpCluster cluster, string name, string reason)
    {
        using HttpResponseMessage response = await cluster.Client.GetAsync($"/health/{name}");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        string problem = await HttpCluster.ProblemAsync(response);
        Assert.StartsWith($"not {name}: ", problem, StringComparison.Ordinal);
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }
}
