using System.Globalization;
using Distillery.Coordinator.Http.Documents;
using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Protocol;
using Distillery.Messages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Distillery.Coordinator.Http.Host;

/// <summary><c>POST /api/v1/drain/{node}</c> and <c>POST /api/v1/stop</c>. Both may be sent again: what was asked once is not
/// asked twice.</summary>
/// <param name="closing">Cancelled when the server goes.</param>
internal sealed class CommandEndpoints(
    RunningCoordinator coordinator, ViewSource views, TimeProvider time, CancellationToken closing)
{
    private const string WaitName = "wait_seconds";
    private const string LeavingState = "leaving";

    private int _isStopAsked;

    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/drain/{node}", DrainAsync);
        routes.MapPost("/api/v1/stop", StopAsync);
    }

    private async Task DrainAsync(HttpContext context)
    {
        ClusterView? view = await views.GetAsync(context.RequestAborted).ConfigureAwait(false);
        await (view switch
        {
            null => context.WriteSilenceAsync(views.Silence),
            { Phase: CoordinatorPhase.Finished } => context.WriteProblemAsync(
                StatusCodes.Status409Conflict, "the run is over, and all nodes are leaving", "There is nothing left to do."),
            _ => DrainAsync(context, NodeChoice.Of(
                (string)context.Request.RouteValues["node"]!, [.. view.Nodes.Select(NodeDocument.Of)])),
        }).ConfigureAwait(false);
    }

    private Task DrainAsync(HttpContext context, NodeChoice choice)
    {
        if (choice.Node is not { } node)
        {
            int status = choice.IsAmbiguous ? StatusCodes.Status409Conflict : StatusCodes.Status404NotFound;
            return context.WriteProblemAsync(
                status, choice.Problem, "Name a node by its id, or by a beginning that no other one has.");
        }
        if (node.State != LeavingState)
        {
            coordinator.Drain(new NodeId(node.Id));
            views.Invalidate();
        }
        return context.WriteAsync(
            StatusCodes.Status202Accepted, new DrainDocument(node.Id, node.Name), HttpJson.Default.DrainDocument);
    }

    private async Task StopAsync(HttpContext context)
    {
        if (!TryReadWait(context.Request, out TimeSpan wait))
        {
            await context.WriteProblemAsync(
                StatusCodes.Status400BadRequest, $"{WaitName} is not a number from 0 to {HttpLimits.WaitSeconds}",
                "Leave it out, and ask /api/v1/run whether the run is over.").ConfigureAwait(false);
            return;
        }
        // The loop may be held up for a moment, so its answer is not waited for: one letter is no flood.
        if (Interlocked.Exchange(ref _isStopAsked, 1) == 0)
        {
            coordinator.Stop("asked over HTTP");
            views.Invalidate();
        }
        using (CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, closing))
        {
            await ((Task)coordinator.Ended).WaitAsync(wait, time, ending.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        OutcomeDocument? outcome = OutcomeDocument.Of(coordinator.Ended);
        await context.WriteAsync(
            outcome is null ? StatusCodes.Status202Accepted : StatusCodes.Status200OK, new StopDocument(outcome),
            HttpJson.Default.StopDocument).ConfigureAwait(false);
    }

    private static bool TryReadWait(HttpRequest request, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (!request.Query.TryGetValue(WaitName, out Microsoft.Extensions.Primitives.StringValues text)) return true;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)) return false;
        wait = TimeSpan.FromSeconds(seconds);
        return seconds <= HttpLimits.WaitSeconds;
    }
}
