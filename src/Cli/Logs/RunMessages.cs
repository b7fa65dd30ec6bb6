using Microsoft.Extensions.Logging;

namespace Distillery.Cli.Logs;

/// <summary>What a coordinator logs. An id is given once and never to something else: docs/logs.md lists them, and a test
/// checks it.</summary>
internal static partial class RunMessages
{
    [LoggerMessage(100, LogLevel.Information, "{Method} goes on from step {FirstStep} of {TotalSteps}", EventName = "started")]
    internal static partial void Started(this ILogger log, string method, long firstStep, long totalSteps);

    [LoggerMessage(101, LogLevel.Debug, "step {Applied}: loss {Loss}, {Seconds} s", EventName = "step_applied")]
    internal static partial void StepApplied(this ILogger log, long applied, double loss, double seconds);

    [LoggerMessage(102, LogLevel.Information, "top-1 {Top1}, top-5 {Top5} after step {Evaluated}", EventName = "evaluated")]
    internal static partial void Evaluated(this ILogger log, long evaluated, double top1, double top5);

    [LoggerMessage(103, LogLevel.Warning, "{Text}", EventName = "warning")]
    internal static partial void Warned(this ILogger log, string text);

    [LoggerMessage(110, LogLevel.Information, "{Text}", EventName = "node_joined")]
    internal static partial void NodeJoined(this ILogger log, string text);

    [LoggerMessage(111, LogLevel.Warning, "{Text}", EventName = "node_rejected")]
    internal static partial void NodeRejected(this ILogger log, string text);

    [LoggerMessage(112, LogLevel.Warning, "{Text}", EventName = "node_lost")]
    internal static partial void NodeLost(this ILogger log, string text);

    [LoggerMessage(113, LogLevel.Information, "{Text}; it stood still for {Seconds} s", EventName = "recovered")]
    internal static partial void Recovered(this ILogger log, string text, double? seconds);

    [LoggerMessage(114, LogLevel.Information, "{Text}", EventName = "node_drained")]
    internal static partial void NodeDrained(this ILogger log, string text);

    [LoggerMessage(115, LogLevel.Information, "{Text}", EventName = "generation_forming")]
    internal static partial void GenerationForming(this ILogger log, string text);

    [LoggerMessage(116, LogLevel.Information, "{Text}", EventName = "generation_begun")]
    internal static partial void GenerationBegun(this ILogger log, string text);

    [LoggerMessage(117, LogLevel.Information, "{Text}", EventName = "checkpoint_published")]
    internal static partial void CheckpointPublished(this ILogger log, string text);

    [LoggerMessage(118, LogLevel.Error, "{Text}", EventName = "checkpoint_failed")]
    internal static partial void CheckpointFailed(this ILogger log, string text);

    [LoggerMessage(119, LogLevel.Warning, "{Text}", EventName = "step_skipped")]
    internal static partial void StepSkipped(this ILogger log, string text);

    [LoggerMessage(120, LogLevel.Information, "{Text}", EventName = "waiting")]
    internal static partial void Waiting(this ILogger log, string text);

    [LoggerMessage(121, LogLevel.Information, "{Text}", EventName = "ending")]
    internal static partial void Ending(this ILogger log, string text);

    [LoggerMessage(122, LogLevel.Information, "the run is {Status} after {Steps} steps", EventName = "ended")]
    internal static partial void Ended(this ILogger log, string status, long steps);

    [LoggerMessage(130, LogLevel.Information, "{Text}", EventName = "listening")]
    internal static partial void Listening(this ILogger log, string text);
}
