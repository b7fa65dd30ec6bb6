using Distillery.Coordinator.Host;
using Distillery.Coordinator.Http.Documents;
using Distillery.Coordinator.Observation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Distillery.Coordinator.Http.Host;

/// <summary><c>/api/v1/run</c> and <c>/api/v1/nodes</c>: how things stand.</summary>
internal sealed class RunEndpoints(CoordinatorHost coordinator, ViewSource views)
{
    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/api/v1/run", [HttpMethods.Get, HttpMethods.Head], ShowRunAsync);
        routes.MapMethods("/api/v1/nodes", [HttpMethods.Get, HttpMethods.Head], ShowNodesAsync);
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
}
