using Distillery.Coordinator.Http.Documents;
using Distillery.Shared.Telemetry;
using Distillery.Shared.Telemetry.Catalog;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Distillery.Coordinator.Http.Host;

/// <summary>A coordinator that stands by, over HTTP: it sends whoever asks for the run on to the one that leads. Of itself it tells
/// that it lives, and its process's metrics.</summary>
public sealed class StandbyFace : IAsyncDisposable
{
    private const string Paths = "Ask for what a coordinator answers: this one stands by and names the one that leads.";
    private const string MeterName = "Distillery.Standby"; // Nothing measures with it: the run's figures are the leader's.

    private readonly Func<CancellationToken, Task<string>> _findLeader;
    private readonly MetricsPage _metrics;
    private HttpServer? _server;

    private StandbyFace(Func<CancellationToken, Task<string>> findLeader, TimeProvider time) =>
        (_findLeader, _metrics) = (findLeader, new MetricsPage("coordinator", time, [], MeterName));

    /// <summary>http://HOST:PORT, or https, with the real port.</summary>
    public string Address => _server!.Address;

    /// <param name="findLeader">The leader's address as a URL; empty where nobody leads, or that one does not answer over
    /// HTTP.</param>
    /// <exception cref="Shared.UserErrorException">The address cannot be listened on, or others than this machine reach it and
    /// there is no token.</exception>
    public static async Task<StandbyFace> StartAsync(
        HttpOptions options, Func<CancellationToken, Task<string>> findLeader, TimeProvider time)
    {
        StandbyFace face = new(findLeader, time);
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

    private void Map(IEndpointRouteBuilder routes)
    {
        foreach (string name in new[] { "started", "ready", "live" })
            routes.MapMethods($"/health/{name}", [HttpMethods.Get, HttpMethods.Head], context =>
                context.WriteAsync(StatusCodes.Status200OK, new HealthDocument(name), HttpJson.Default.HealthDocument));
        routes.MapMetrics(_metrics);
        routes.Map("/{**path}", SendOnAsync);
    }

    private async Task SendOnAsync(HttpContext context)
    {
        string leader = await _findLeader(context.RequestAborted).ConfigureAwait(false);
        if (leader.Length == 0)
        {
            await context.WriteProblemAsync(
                StatusCodes.Status503ServiceUnavailable, "this coordinator stands by, and no other one leads and answers over HTTP",
                "Ask again in a moment; start the coordinators with --http.").ConfigureAwait(false);
            return;
        }
        context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect; // A command stays one.
        context.Response.Headers.Location = $"{leader}{context.Request.Path}{context.Request.QueryString}";
        await context.Response.WriteAsync(
            $"this coordinator stands by; the one that leads is at {leader}\n", context.RequestAborted).ConfigureAwait(false);
    }
}
