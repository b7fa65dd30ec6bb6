using Microsoft.AspNetCore.Http;

namespace Distillery.Coordinator.Http.Host;

/// <summary>Sees that every error leaves as words: what is wrong and what to do next.</summary>
internal static class ErrorReplies
{
    private const string Paths =
        "Ask for /, /api/v1/run, /api/v1/nodes, /api/v1/history, /api/v1/events or /health/live, or post to /api/v1/drain/NODE or /api/v1/stop.";

    internal static async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (BadHttpRequestException error)
        {
            await WriteAsync(context, error.StatusCode, error.Message, "Send a smaller or a well-formed request.")
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return; // Nobody is there to read an answer.
        }
        catch (Exception error) // A bug; it must not end the process that trains, and the caller is told.
        {
            await WriteAsync(
                context, StatusCodes.Status500InternalServerError, $"unexpected {error.GetType().Name}: {error.Message}",
                "Report it with the request that was made; the run itself goes on.").ConfigureAwait(false);
        }
        if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null }) await WriteRoutingAsync(context);
    }

    /// <summary>No such path, or not with this method: routing says so in the status alone.</summary>
    private static Task WriteRoutingAsync(HttpContext context)
    {
        string request = $"{context.Request.Method} {context.Request.Path}";
        return context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed
            ? context.WriteProblemAsync(
                context.Response.StatusCode, $"{request} is not possible",
                $"Send {context.Response.Headers.Allow} to this path.")
            : context.WriteProblemAsync(context.Response.StatusCode, $"there is no {request}", Paths);
    }

    private static Task WriteAsync(HttpContext context, int status, string detail, string next)
    {
        if (!context.Response.HasStarted) return context.WriteProblemAsync(status, detail, next);
        context.Abort(); // Half of an answer must not pass for a whole one.
        return Task.CompletedTask;
    }
}
