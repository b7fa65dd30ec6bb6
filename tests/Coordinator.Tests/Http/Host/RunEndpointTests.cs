using System.Net;
using System.Text.Json;

namespace Distillery.Coordinator.Tests.Http.Host;

public sealed class RunEndpointTests
{
    [Fact]
    public async Task The_run_is_shown_with_what_is_known_of_it()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        await cluster.JoinAsync("node-1");
        JsonElement run = await cluster.GetAsync("/api/v1/run");
        Assert.Equal("study", run.GetProperty("name").GetString());
        Assert.Equal("unix", run.GetProperty("method").GetString());
        Assert.Equal("gathering", run.GetProperty("phase").GetString());
        Assert.Equal("1.0", run.GetProperty("generation").GetString());
        Assert.Equal(1, run.GetProperty("node_count").GetInt32());
        foreach (string unknown in (string[])["total_steps", "epoch", "top1", "compute_ratio", "outcome"])
            Assert.Equal(JsonValueKind.Null, run.GetProperty(unknown).ValueKind);
    }

    [Fact]
    public async Task The_curves_of_a_run_without_steps_are_empty()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        JsonElement history = await cluster.GetAsync("/api/v1/history");
        Assert.Equal(JsonValueKind.Null, history.GetProperty("plan").ValueKind);
        Assert.Equal(0, history.GetProperty("points").GetProperty("step").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, (await cluster.GetAsync("/api/v1/history?after=7&stride=2")).GetProperty("after").ValueKind);
    }

    [Theory]
    [InlineData("after=-1")]
    [InlineData("after=x&stride=1")]
    [InlineData("stride=99999999999999999999")]
    public async Task Curves_after_what_is_no_step_are_refused(string query)
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        using HttpResponseMessage response = await cluster.Client.GetAsync($"/api/v1/history?{query}");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        await HttpCluster.ProblemAsync(response);
    }

    [Fact]
    public async Task Nodes_are_shown_by_id()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        Assert.Equal(0, (await cluster.GetAsync("/api/v1/nodes")).GetProperty("nodes").GetArrayLength());
        await cluster.JoinAsync("node-2", "second");
        await cluster.JoinAsync("node-1", "first");
        JsonElement nodes = (await cluster.GetAsync("/api/v1/nodes")).GetProperty("nodes");
        Assert.Equal(["node-1", "node-2"], nodes.EnumerateArray().Select(node => node.GetProperty("id").GetString()));
        JsonElement first = nodes[0];
        Assert.Equal("first", first.GetProperty("name").GetString());
        Assert.Equal("10.0.0.7:7701", first.GetProperty("address").GetString());
        Assert.Equal(["student", "data"], first.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
        Assert.Equal("loading", first.GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, first.GetProperty("first_rank").ValueKind);
        Assert.Equal(0, first.GetProperty("rank_count").GetInt32());
    }

    [Fact]
    public async Task A_head_request_gets_the_head_alone()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Head, "/api/v1/run");
        using HttpResponseMessage response = await cluster.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Content.Headers.ContentLength > 0);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("GET", "/nothing", 404, "/api/v1/run")]
    [InlineData("GET", "/api/v1/runs", 404, "/api/v1/run")]
    [InlineData("POST", "/api/v1/run", 405, "GET")]
    [InlineData("GET", "/api/v1/stop", 405, "POST")]
    [InlineData("DELETE", "/api/v1/nodes", 405, "GET")]
    public async Task What_is_not_there_is_told_with_what_is(string method, string path, int status, string expected)
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        using HttpResponseMessage response = await cluster.Client.SendAsync(request);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(expected, await HttpCluster.ProblemAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_coordinator_that_broke_down_says_so_as_long_as_it_is_asked()
    {
        using BlockingObserver observer = new();
        await using HttpCluster cluster = await HttpCluster.StartAsync(observer: observer);
        await cluster.GetAsync("/api/v1/run");
        await cluster.BreakAsync(observer);
        cluster.Face.Refresh();
        JsonElement outcome = (await cluster.GetAsync("/api/v1/run")).GetProperty("outcome");
        Assert.Equal("failed", outcome.GetProperty("reason").GetString());
        Assert.Contains("the disk is gone", outcome.GetProperty("text").GetString(), StringComparison.Ordinal);
    }
}
