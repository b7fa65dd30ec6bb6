using System.Globalization;
using Distillery.Coordinator.Http.Documents;
using Distillery.Coordinator.Observation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Distillery.Coordinator.Http.Host;

/// <summary><c>/api/v1/run</c>, <c>/api/v1/nodes</c> and <c>/api/v1/history</c>: how things stand, and how they came to.</summary>
internal sealed class RunEndpoints(RunningCoordinator coordinator, ViewSource views)
{
    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/api/v1/run", [HttpMethods.Get, HttpMethods.Head], ShowRunAsync);
        routes.MapMethods("/api/v1/nodes", [HttpMethods.Get, HttpMethods.Head], ShowNodesAsync);
        routes.MapMethods("/api/v1/history", [HttpMethods.Get, HttpMethods.Head], ShowHistoryAsync);
    }

    private async Task ShowRunAsync(HttpContext context)
    {
        ClusterView? view = await views.GetAsync(context.RequestAborted).ConfigureAwait(false);
        OutcomeDocument? outcome = OutcomeDocument.Of(coordinator.Ended);
        if (outcome is not null) view ??= views.LastAnswer; // A loop that broke down answers no more, but how is known.
        await (view is null
            ? context.WriteSilenceAsync(views.Silence)
            : context.WriteAsync(StatusCodes.Status200OK, RunDocument.Of(view, outcome), HttpJson.Default.RunDocument))
            .ConfigureAwait(false);
    }

    private async Task ShowNodesAsync(HttpContext context)
    {
        ClusterView? view = await views.GetAsync(context.RequestAborted).ConfigureAwait(false);
        await (view is null
            ? context.WriteSilenceAsync(views.Silence)
            : context.WriteAsync(
                StatusCodes.Status200OK, new NodesDocument([.. view.Nodes.Select(NodeDocument.Of)]),
                HttpJson.Default.NodesDocument))
            .ConfigureAwait(false);
    }

    /// <summary>Read where it is kept: the coordinator's loop has no part in it.</summary>
    private Task ShowHistoryAsync(HttpContext context)
    {
        if (!TryReadStep(context.Request, "after", out long? after) || !TryReadStep(context.Request, "stride", out long? stride))
        {
            return context.WriteProblemAsync(
                StatusCodes.Status400BadRequest, "after and stride are numbers of steps",
                "Ask without them, or with the last step and the stride that you were given.");
        }
        return context.WriteAsync(
            StatusCodes.Status200OK, HistoryDocument.Of(coordinator.History.Read(after, stride)),
            HttpJson.Default.HistoryDocument);
    }

    private static bool TryReadStep(HttpRequest request, string name, out long? step)
    {
        step = null;
        if (!request.Query.TryGetValue(name, out Microsoft.Extensions.Primitives.StringValues text)) return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number)) return false;
        step = number;
        return true;
    }
}
