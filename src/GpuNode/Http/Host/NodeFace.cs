using Distillery.GpuNode.Protocol;
using Distillery.Shared.Http;
using Distillery.Shared.Http.Documents;
using Distillery.Shared.Http.Host;
using Distillery.Shared.Telemetry;
using Distillery.Shared.Telemetry.Catalog;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Distillery.GpuNode.Http.Host;

/// <summary>A node as a scraper and a kubelet see it: <c>/metrics</c> and <c>/health</c>. docs/http.md describes it.</summary>
public sealed class NodeFace : IAsyncDisposable
{
    private const string Paths = "Ask for /metrics, /health/started, /health/ready or /health/live.";
    private const string NextStep = "Ask again; the node's own output says more.";

    private readonly RunningNode _node;
    private readonly TimeSpan _liveWithin;
    private readonly MetricsPage _metrics;
    private HttpServer? _server;

    private NodeFace(HttpOptions options, RunningNode node, TimeProvider time)
    {
        (_node, _liveWithin) = (node, options.LiveWithin);
        _metrics = new MetricsPage(node.Self.Value, time, NodeMetrics.All, node.MeterName);
    }

    /// <summary>http://HOST:PORT with the real port.</summary>
    public string Address => _server!.Address;

    /// <exception cref="Shared.UserErrorException">The address cannot be listened on, or others than this machine reach it and
    /// there is no token.</exception>
    public static async Task<NodeFace> StartAsync(HttpOptions options, RunningNode node, TimeProvider time)
    {
        NodeFace face = new(options, node, time);
        try
        {
            face._server = await HttpServer.StartAsync(options, Paths, face.Map).ConfigureAwait(false);
            return face;
        }
        catch
        {
            await face.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync().ConfigureAwait(false);
        _metrics.Dispose();
    }

    private bool IsLive => !_node.Exited.IsCompleted && _node.Silence <= _liveWithin;

    private void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMetrics(_metrics);
        MapHealth(routes, "started", () => true);
        MapHealth(routes, "ready", () =>
            IsLive && _node.Health is { IsAdmitted: true, Phase: not (NodePhase.Unloaded or NodePhase.Loading) });
        MapHealth(routes, "live", () => IsLive);
    }

    private void MapHealth(IEndpointRouteBuilder routes, string name, Func<bool> isSo) =>
        routes.MapMethods($"/health/{name}", [HttpMethods.Get, HttpMethods.Head], context => isSo()
            ? context.WriteAsync(StatusCodes.Status200OK, new HealthDocument(name), ReplyJson.Default.HealthDocument)
            : context.WriteProblemAsync(StatusCodes.Status503ServiceUnavailable, $"not {name}: {Reason()}", NextStep));

    private string Reason() => !IsLive
        ? $"the node's actor has not been heard of for {_node.Silence.TotalSeconds:F1} s"
        : $"its phase is {_node.Health.Phase}, and it is {(_node.Health.IsAdmitted ? "" : "not ")}admitted";
}
