using System.Net;
using System.Text.Json;
using Distillery.Messages.Membership;

namespace Distillery.Coordinator.Tests.Http.Host;

public sealed class CommandEndpointTests
{
    [Theory]
    [InlineData("node-1")]
    [InlineData("first")]
    [InlineData("fir")]
    public async Task A_node_that_is_drained_is_let_go(string text)
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        TestNode node = await cluster.JoinAsync("node-1", "first");
        await cluster.JoinAsync("node-2", "second");
        using HttpResponseMessage response = await cluster.Client.PostAsync($"/api/v1/drain/{text}", null);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        JsonElement drained = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("node-1", drained.GetProperty("id").GetString());
        Assert.Equal(DismissReason.Drained, (await node.Dismissed).Reason);
        JsonElement nodes = (await cluster.GetAsync("/api/v1/nodes")).GetProperty("nodes");
        Assert.Equal(["node-2"], nodes.EnumerateArray().Select(each => each.GetProperty("id").GetString()));
    }

    [Theory]
    [InlineData("nobody", 404, "there are node-1, node-2")]
    [InlineData("node", 409, "may be several nodes: node-1, node-2")]
    [InlineData("..%2F..%2Fstop", 404, "there is no node")]
    [InlineData("%0d%0aX", 404, "there is no node")]
    public async Task Who_is_no_node_is_not_drained(string text, int status, string expected)
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        await cluster.JoinAsync("node-1");
        await cluster.JoinAsync("node-2");
        using HttpResponseMessage response = await cluster.Client.PostAsync($"/api/v1/drain/{text}", null);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(expected, await HttpCluster.ProblemAsync(response), StringComparison.Ordinal);
        Assert.Equal(2, (await cluster.Coordinator.ViewAsync()).Nodes.Count);
    }

    [Fact]
    public async Task A_run_that_is_stopped_tells_how_it_ended_however_often_it_is_asked()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        TestNode node = await cluster.JoinAsync("node-1");
        for (int i = 0; i < 3; i++)
        {
            using HttpResponseMessage response = await cluster.Client.PostAsync("/api/v1/stop?wait_seconds=60", null);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            string text = await response.Content.ReadAsStringAsync();
            JsonElement outcome = JsonDocument.Parse(text).RootElement.GetProperty("outcome");
            Assert.Equal("stopped", outcome.GetProperty("reason").GetString());
            Assert.Equal("asked over HTTP", outcome.GetProperty("text").GetString());
        }
        Assert.Equal(DismissReason.Stopped, (await node.Dismissed).Reason);
    }

    [Fact]
    public async Task Who_waits_for_the_end_hears_of_it_although_the_server_closes()
    {
        using BlockingObserver observer = new() { Blocks = true };
        await using HttpCluster cluster = await HttpCluster.StartAsync(observer: observer);
        Task<HttpResponseMessage> waiting = cluster.Client.PostAsync("/api/v1/stop?wait_seconds=60", null);
        observer.WaitUntilHeld(); // The run is stopping, and whoever asked waits.
        observer.LetGo();
        await cluster.Coordinator.Ended;
        await cluster.Face.DisposeAsync();
        using HttpResponseMessage response = await waiting;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Who_does_not_wait_is_told_that_it_goes_on()
    {
        using BlockingObserver observer = new() { Blocks = true };
        await using HttpCluster cluster = await HttpCluster.StartAsync(observer: observer);
        try
        {
            using HttpResponseMessage response = await cluster.Client.PostAsync("/api/v1/stop", null);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            JsonElement stop = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
            Assert.Equal(JsonValueKind.Null, stop.GetProperty("outcome").ValueKind);
        }
        finally
        {
            observer.LetGo();
        }
    }

    [Fact]
    public async Task After_the_end_nobody_is_drained()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        await cluster.JoinAsync("node-1");
        cluster.Coordinator.Stop("a test");
        await cluster.Coordinator.Ended;
        cluster.Face.Refresh();
        using HttpResponseMessage response = await cluster.Client.PostAsync("/api/v1/drain/node-1", null);
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Contains("the run is over", await HttpCluster.ProblemAsync(response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("61")]
    [InlineData("1e9")]
    [InlineData("")]
    public async Task A_wait_that_is_no_wait_is_refused_and_nothing_is_stopped(string wait)
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        using HttpResponseMessage response = await cluster.Client.PostAsync($"/api/v1/stop?wait_seconds={wait}", null);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("0 to 60", await HttpCluster.ProblemAsync(response), StringComparison.Ordinal);
        await cluster.Coordinator.ViewAsync();
        Assert.False(cluster.Coordinator.Ended.IsCompleted);
    }
}
