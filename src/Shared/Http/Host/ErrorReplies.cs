using Microsoft.AspNetCore.Http;

namespace Distillery.Shared.Http.Host;

/// <summary>Sees that every error leaves as words: what is wrong and what to do next.</summary>
public static class ErrorReplies
{
    /// <param name="paths">What can be asked for, as a sentence.</param>
    public static async Task RunAsync(HttpContext context, RequestDelegate next, string paths)
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
        if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null }) 
            await WriteRoutingAsync(context, paths).ConfigureAwait(false);
    }

    /// <summary>No such path, or not with this method: routing says so in the status alone.</summary>
    private static Task WriteRoutingAsync(HttpContext context, string paths)
    {
        string request = $"{context.Request.Method} {context.Request.Path}";
        return context.Response.StatusCode == StatusCodes.Status405MethodNotAllowed
            ? context.WriteProblemAsync(
                context.Response.StatusCode, $"{request} is not possible",
                $"Send {context.Response.Headers.Allow} to this path.")
            : context.WriteProblemAsync(context.Response.StatusCode, $"there is no {request}", paths);
    }

    private static Task WriteAsync(HttpContext context, int status, string detail, string next)
    {
        if (!context.Response.HasStarted) return context.WriteProblemAsync(status, detail, next);
        context.Abort(); // Half of an answer must not pass for a whole one.
        return Task.CompletedTask;
    }
}
