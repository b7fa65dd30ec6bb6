using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Distillery.Coordinator.Http.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Distillery.Coordinator.Http.Host;

/// <summary>How answers are written.</summary>
internal static class Replies
{
    private const string Json = "application/json";

    internal static Task WriteAsync<T>(this HttpContext context, int status, T document, JsonTypeInfo<T> type) =>
        WriteAsync(context, status, Json, JsonSerializer.SerializeToUtf8Bytes(document, type));

    internal static Task WriteProblemAsync(this HttpContext context, int status, string detail, string next)
    {
        ProblemDocument problem = new(ReasonPhrases.GetReasonPhrase(status), status, detail, next);
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(problem, HttpJson.Default.ProblemDocument);
        return WriteAsync(context, status, ProblemDocument.ContentType, body);
    }

    /// <summary>The coordinator's loop is held up, or has ended.</summary>
    internal static Task WriteSilenceAsync(this HttpContext context, TimeSpan silence) => context.WriteProblemAsync(
        StatusCodes.Status503ServiceUnavailable, $"the coordinator's loop has not answered for {silence.TotalSeconds:F1} s",
        "Try again; if this stays, look at the coordinator's own output and at the disk of its run folder.");

    private static Task WriteAsync(HttpContext context, int status, string type, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, 0, body.Length, context.RequestAborted);
    }
}
