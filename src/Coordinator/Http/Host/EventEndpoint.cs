using System.Diagnostics.CodeAnalysis;
using Distillery.Coordinator.Http.Documents;
using Distillery.Coordinator.Http.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Distillery.Coordinator.Http.Host;

/// <summary><c>/api/v1/events</c>: what happened and what happens, as server-sent events, until the run is over or the follower
/// leaves.</summary>
internal sealed class EventEndpoint(EventFeed feed, TimeProvider time)
{
    /// <summary>Proxies cut connections on which nothing is said; most wait for a minute.</summary>
    private static readonly TimeSpan SignOfLifePeriod = TimeSpan.FromSeconds(15);

    internal void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/events", FollowAsync);

    [SuppressMessage("Reliability", "CA2012", Justification = "The value task becomes a task at once.")]
    private async Task FollowAsync(HttpContext context)
    {
        using EventSubscription? follower = feed.TryFollow(context.Request.Headers["Last-Event-ID"]);
        if (follower is null)
        {
            context.Response.Headers.RetryAfter = "60";
            await context.WriteProblemAsync(
                StatusCodes.Status503ServiceUnavailable, $"{EventFeed.MostFollowers} others follow the events already",
                "End one of them, or ask for /api/v1/run from time to time.").ConfigureAwait(false);
            return;
        }
        using CancellationTokenSource leaving =
            CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, follower.Dropped);
        try
        {
            await TellAsync(context.Response, follower, leaving.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            context.Abort(); // A clean end would say that the run is over.
        }
    }

    private async Task TellAsync(HttpResponse response, EventSubscription follower, CancellationToken stop)
    {
        response.ContentType = EventStreamText.ContentType;
        await response.WriteAsync(EventStreamText.Retry, stop).ConfigureAwait(false);
        if (follower.MissedCount > 0)
            await response.WriteAsync(EventStreamText.OfMissed(follower.MissedCount), stop).ConfigureAwait(false);
        foreach (EventDocument happened in follower.Backlog)
            await response.WriteAsync(EventStreamText.Of(happened), stop).ConfigureAwait(false);
        Task<bool> more = follower.Events.WaitToReadAsync(stop).AsTask();
        while (await IsMoreAsync(more, response, stop).ConfigureAwait(false))
        {
            while (follower.Events.TryRead(out EventDocument? happened))
                await response.WriteAsync(EventStreamText.Of(happened), stop).ConfigureAwait(false);
            more = follower.Events.WaitToReadAsync(stop).AsTask();
        }
    }

    private async Task<bool> IsMoreAsync(Task<bool> more, HttpResponse response, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await more.WaitAsync(SignOfLifePeriod, time, stop).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                await response.WriteAsync(EventStreamText.SignOfLife, stop).ConfigureAwait(false);
            }
        }
    }
}
