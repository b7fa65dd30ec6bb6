using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Distillery.Shared.Http.Documents;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Distillery.Shared.Http.Host;

/// <summary>How answers are written.</summary>
public static class Replies
{
    private const string Json = "application/json";

    public static Task WriteAsync<T>(this HttpContext context, int status, T document, JsonTypeInfo<T> type) =>
        WriteAsync(context, status, Json, JsonSerializer.SerializeToUtf8Bytes(document, type));

    public static Task WriteProblemAsync(this HttpContext context, int status, string detail, string next)
    {
        ProblemDocument problem = new(ReasonPhrases.GetReasonPhrase(status), status, detail, next);
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(problem, ReplyJson.Default.ProblemDocument);
        return WriteAsync(context, status, ProblemDocument.ContentType, body);
    }

    /// <summary>Writes a whole answer of any kind.</summary>
    public static Task WriteAsync(this HttpContext context, int status, string type, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, 0, body.Length, context.RequestAborted);
    }
}
