using Microsoft.AspNetCore.Http;

namespace Distillery.Coordinator.Http.Host;

/// <summary>The answer when the loop gives none.</summary>
internal static class SilenceReply
{
    /// <summary>The coordinator's loop is held up, or has ended.</summary>
    internal static Task WriteSilenceAsync(this HttpContext context, TimeSpan silence) => context.WriteProblemAsync(
        StatusCodes.Status503ServiceUnavailable, $"the coordinator's loop has not answered for {silence.TotalSeconds:F1} s",
        "Try again; if this stays, look at the coordinator's own output and at the disk of its run folder.");
}
