using System.Net;
using System.Text.Json;
using Distillery.Coordinator.Http.Events;

namespace Distillery.Coordinator.Tests.Http.Host;

public sealed class EventEndpointTests
{
    [Fact]
    public async Task A_follower_reads_what_was_and_what_comes_until_the_run_is_over()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        TestNode node = await cluster.JoinAsync("node-1");
        cluster.Coordinator.Drain(new Messages.NodeId("node-1"));
        await node.Dismissed;
        using StreamReader stream = await FollowAsync(cluster);
        IReadOnlyDictionary<string, string> drained = await NextAsync(stream, "node_drained");
        JsonElement data = JsonDocument.Parse(drained["data"]).RootElement;
        Assert.Equal("host (node-1) has left", data.GetProperty("text").GetString());
        Assert.Equal(drained["id"], data.GetProperty("id").GetString());
        Assert.False(data.TryGetProperty("top1", out _));
        cluster.Coordinator.Stop("a test");
        await NextAsync(stream, "ending");
        await cluster.Coordinator.Ended;
        await cluster.Face.DisposeAsync();
        IReadOnlyDictionary<string, string> ended = await NextAsync(stream, "ended");
        Assert.Contains("stopped: a test", ended["data"], StringComparison.Ordinal);
        Assert.Equal("", (await stream.ReadToEndAsync()).Trim());
    }

    [Fact]
    public async Task A_follower_that_comes_back_reads_on_where_it_was()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        cluster.Events.Warned("one");
        cluster.Events.Warned("two");
        string id;
        using (StreamReader stream = await FollowAsync(cluster)) id = (await NextAsync(stream, "warning"))["id"];
        using StreamReader back = await FollowAsync(cluster, id);
        Assert.Contains("two", (await NextAsync(back, "warning"))["data"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_follower_that_comes_back_late_is_told_what_it_missed()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        cluster.Events.Warned("first");
        string id;
        using (StreamReader stream = await FollowAsync(cluster)) id = (await NextAsync(stream, "warning"))["id"];
        for (int i = 0; i < EventFeed.MostKept + 3; i++) cluster.Events.Warned($"{i}");
        using StreamReader back = await FollowAsync(cluster, id);
        IReadOnlyDictionary<string, string> missed = await NextAsync(back, "missed");
        JsonElement data = JsonDocument.Parse(missed["data"]).RootElement;
        Assert.InRange(data.GetProperty("count").GetInt64(), 3, 10); // The cluster may have told of its waiting meanwhile.
        Assert.False(missed.ContainsKey("id"));
    }

    [Fact]
    public async Task One_follower_too_many_is_sent_away_and_may_come_again()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        EventSubscription[] others = [.. Enumerable.Range(0, EventFeed.MostFollowers).Select(_ => cluster.Events.TryFollow(null)!)];
        using (HttpResponseMessage response = await cluster.Client.GetAsync("/api/v1/events"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.NotNull(response.Headers.RetryAfter);
            Assert.Contains("32 others", await HttpCluster.ProblemAsync(response), StringComparison.Ordinal);
        }
        others[0].Dispose();
        cluster.Events.Warned("room");
        using StreamReader stream = await FollowAsync(cluster);
        await NextAsync(stream, "warning");
    }

    private static async Task<StreamReader> FollowAsync(HttpCluster cluster, string? lastId = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/events");
        if (lastId is not null) request.Headers.Add("Last-Event-ID", lastId);
        HttpResponseMessage response = await cluster.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        return new StreamReader(await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The fields of the next event of a kind.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> NextAsync(StreamReader stream, string kind)
    {
        Dictionary<string, string> fields = [];
        while (await stream.ReadLineAsync() is { } line)
        {
            if (line.Length > 0)
            {
                string[] parts = line.Split(": ", 2);
                fields[parts[0]] = parts[1];
            }
            else if (fields.GetValueOrDefault("event") == kind) return fields;
            else fields.Clear();
        }
        throw new InvalidOperationException($"the stream ended without {kind}");
    }
}
