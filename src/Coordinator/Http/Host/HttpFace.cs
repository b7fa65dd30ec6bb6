using Distillery.Coordinator.Http.Documents;
using Distillery.Coordinator.Http.Events;
using Distillery.Shared.Telemetry;
using Distillery.Shared.Telemetry.Catalog;
using Microsoft.AspNetCore.Routing;

namespace Distillery.Coordinator.Http.Host;

/// <summary>A coordinator as scripts, people and a kubelet see it: health, the run, its nodes and its events over HTTP, and
/// the requests to drain a node and to stop. docs/http.md describes it.</summary>
/// <remarks>Requests reach the coordinator as letters in its mailbox, and few of them, so that whatever is sent here does not
/// disturb the training. Dispose it before the coordinator, so that those who wait for the end hear of it.</remarks>
public sealed class HttpFace : IAsyncDisposable
{
    private const string Paths =
        "Ask for /, /metrics, /api/v1/run, /api/v1/nodes, /api/v1/history, /api/v1/events or /health/live, or post to "
        + "/api/v1/drain/NODE or /api/v1/stop.";

    private readonly HttpOptions _options;
    private readonly RunningCoordinator _coordinator;
    private readonly EventFeed _events;
    private readonly TimeProvider _time;
    private readonly ViewSource _views;
    private readonly MetricsPage _metrics;
    private readonly CancellationTokenSource _closing = new();
    private Task _ending = Task.CompletedTask;
    private HttpServer? _server;
    private int _isDisposed;

    private HttpFace(
        HttpOptions options, RunningCoordinator coordinator, EventFeed events, TimeProvider time,
        IReadOnlyList<MetricDefinition> metrics)
    {
        _metrics = new MetricsPage("coordinator", time, metrics, coordinator.MeterName);
        (_options, _coordinator, _events, _time) = (options, coordinator, events, time);
        events.Open();
        _views = new ViewSource(coordinator.ViewAsync, time);
    }

    /// <summary>http://HOST:PORT, or https, with the real port.</summary>
    public string Address => _server!.Address;

    /// <param name="events">What the coordinator was given as its observer.</param>
    /// <param name="metrics">What this process has; null for those of a coordinator alone.</param>
    /// <exception cref="Shared.UserErrorException">The address cannot be listened on, or others than this machine reach it and
    /// there is no token.</exception>
    public static async Task<HttpFace> StartAsync(
        HttpOptions options, RunningCoordinator coordinator, EventFeed events, TimeProvider time,
        IReadOnlyList<MetricDefinition>? metrics = null)
    {
        HttpFace face = new(options, coordinator, events, time, metrics ?? RunMetrics.All);
        try
        {
            face._server = await HttpServer.StartAsync(options, Paths, face.Map).ConfigureAwait(false);
        }
        catch
        {
            await face.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        face._ending = face.TellEndAsync();
        return face;
    }

    /// <summary>Tells those who wait or follow how the run ended, if it has, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        if (_coordinator.Ended.IsCompleted) await _ending.ConfigureAwait(false);
        _events.Close();
        await _closing.CancelAsync().ConfigureAwait(false);
        if (_server is not null) await _server.DisposeAsync().ConfigureAwait(false);
        _metrics.Dispose();
        _views.Dispose();
        _closing.Dispose();
    }

    /// <summary>Something was changed in another way than by a request: the next caller sees it.</summary>
    internal void Refresh() => _views.Invalidate();

    private void Map(IEndpointRouteBuilder routes)
    {
        PageEndpoint.Map(routes);
        new HealthEndpoints(_coordinator, _views, _options.LiveWithin).Map(routes);
        routes.MapMetrics(_metrics);
        new RunEndpoints(_coordinator, _views).Map(routes);
        new CommandEndpoints(_coordinator, _views, _time, _closing.Token).Map(routes);
        new EventEndpoint(_events, _time).Map(routes);
    }

    private async Task TellEndAsync()
    {
        await ((Task)_coordinator.Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        OutcomeDocument outcome = OutcomeDocument.Of(_coordinator.Ended)!;
        _events.Publish(new EventDocument("", default, "ended", $"{outcome.Reason}: {outcome.Text}"));
    }
}
