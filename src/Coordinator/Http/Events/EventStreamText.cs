using System.Text.Json;
using Distillery.Coordinator.Http.Documents;

namespace Distillery.Coordinator.Http.Events;

/// <summary>Events as server-sent events are written (WHATWG HTML, section 9.2). JSON has no line feeds of its own, so no text
/// can end an event early.</summary>
internal static class EventStreamText
{
    internal const string ContentType = "text/event-stream";

    /// <summary>A comment, so that a reader and everything between knows that the stream lives.</summary>
    internal const string SignOfLife = ": alive\n\n";

    /// <summary>How long a browser waits before it comes back, in milliseconds.</summary>
    internal const string Retry = "retry: 2000\n\n";

    internal static string Of(EventDocument happened) =>
        $"id: {happened.Id}\nevent: {happened.Kind}\n"
        + $"data: {JsonSerializer.Serialize(happened, EventJson.Default.EventDocument)}\n\n";

    internal static string OfMissed(long count) =>
        $"event: missed\ndata: {JsonSerializer.Serialize(new MissedDocument(count), HttpJson.Default.MissedDocument)}\n\n";
}
