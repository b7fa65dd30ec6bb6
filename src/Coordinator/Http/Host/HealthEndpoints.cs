using Distillery.Coordinator.Http.Documents;
using Distillery.Coordinator.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Distillery.Coordinator.Http.Host;

/// <summary><c>/health/…</c>: answered at once and without asking the loop, so that a loop that stands still is told from a
/// network that does.</summary>
internal sealed class HealthEndpoints(RunningCoordinator coordinator, ViewSource views, TimeSpan liveWithin)
{
    private const string NextStep = "Ask again; /api/v1/run and the coordinator's own output say more.";

    private bool IsStarted => views.LastAnswer is not null;

    private bool IsLive => IsStarted && !coordinator.Ended.IsFaulted && views.Silence <= liveWithin;

    /// <summary>Whether a node that says Hello is admitted.</summary>
    private bool IsReady =>
        IsLive && !coordinator.Ended.IsCompleted && views.LastAnswer is { Phase: not CoordinatorPhase.Finished };

    internal void Map(IEndpointRouteBuilder routes)
    {
        MapOne(routes, "started", () => IsStarted);
        MapOne(routes, "ready", () => IsReady);
        MapOne(routes, "live", () => IsLive);
    }

    private void MapOne(IEndpointRouteBuilder routes, string name, Func<bool> isSo) =>
        routes.MapMethods($"/health/{name}", [HttpMethods.Get, HttpMethods.Head], context => isSo()
            ? context.WriteAsync(StatusCodes.Status200OK, new HealthDocument(name), HttpJson.Default.HealthDocument)
            : context.WriteProblemAsync(StatusCodes.Status503ServiceUnavailable, $"not {name}: {Reason()}", NextStep));

    private string Reason()
    {
        if (OutcomeDocument.Of(coordinator.Ended) is { } outcome) return $"the run is over: {outcome.Text}";
        return views.LastAnswer is { Phase: CoordinatorPhase.Finished }
            ? "the run is over" : $"the loop has not answered for {views.Silence.TotalSeconds:F1} s";
    }
}
