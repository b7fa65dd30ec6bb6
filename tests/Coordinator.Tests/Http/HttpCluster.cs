using System.Net;
using System.Text.Json;
using Distillery.Coordinator.Http;
using Distillery.Coordinator.Http.Events;
using Distillery.Coordinator.Http.Host;
using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Tests.Record;
using Distillery.Shared.Actors;
using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Tests.Http;

/// <summary>A real coordinator without nodes of its own, and its HTTP face on a free port of this machine.</summary>
internal sealed class HttpCluster : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly RunFolder _run;
    private readonly LocalSystem _system;

    private HttpCluster(
        TemporaryFolder folder, RunFolder run, LocalSystem system, RunningCoordinator coordinator, EventFeed events,
        HttpFace face)
    {
        (_folder, _run, _system, Coordinator, Events, Face) = (folder, run, system, coordinator, events, face);
        Client = new HttpClient { BaseAddress = new Uri(face.Address.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)) };
    }

    internal RunningCoordinator Coordinator { get; }

    internal EventFeed Events { get; }

    internal HttpFace Face { get; }

    internal HttpClient Client { get; }

    internal static async Task<HttpCluster> StartAsync(
        HttpOptions? options = null, IRunObserver? observer = null, TimeProvider? time = null)
    {
        TemporaryFolder folder = new();
        RunFolder run = RunFolder.Open(folder.At("run"));
        LocalSystem system = LocalSystem.Start();
        EventFeed events = new(observer ?? new TestObserver(), TimeProvider.System);
        RunningCoordinator coordinator = RunningCoordinator.Start(
            system.Actors, run, TestStudy.Config("name: study\ncluster: {nodes: 2, min_nodes: 2, loss_after_seconds: 3600}"),
            new CoordinatorSettings { ExpectedNodes = 2 }, open: null, events, TimeProvider.System);
        try
        {
            HttpFace face = await HttpFace.StartAsync(
                options ?? new HttpOptions(), coordinator, events, time ?? TimeProvider.System);
            return new HttpCluster(folder, run, system, coordinator, events, face);
        }
        catch
        {
            await coordinator.DisposeAsync();
            await system.DisposeAsync();
            run.Dispose();
            folder.Dispose();
            throw;
        }
    }

    internal async Task<TestNode> JoinAsync(string id, string name = "host")
    {
        TestNode node = await TestNode.JoinAsync(_system.Actors, Coordinator.Actor, id, name);
        Face.Refresh();
        return node;
    }

    /// <summary>The coordinator's actor meets what it cannot go on with.</summary>
    internal async Task BreakAsync(BlockingObserver observer)
    {
        observer.Breaks = true;
        Coordinator.Stop("a test");
        await Assert.ThrowsAsync<IOException>(() => Coordinator.Ended);
    }

    internal async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage response = await Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    /// <summary>An answer that is a problem, with the words that say what is wrong and what to do.</summary>
    internal static async Task<string> ProblemAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        JsonElement problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal((int)response.StatusCode, problem.GetProperty("status").GetInt32());
        string next = problem.GetProperty("next").GetString()!;
        Assert.NotEmpty(next);
        return $"{problem.GetProperty("detail").GetString()} {next}";
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Face.DisposeAsync();
        await Coordinator.DisposeAsync();
        await _system.DisposeAsync();
        _run.Dispose();
        _folder.Dispose();
    }
}
