using Microsoft.Extensions.Logging;

namespace Distillery.Cli.Logs;

/// <summary>What a node logs. An id is given once and never to something else: docs/logs.md lists them, and a test checks
/// it.</summary>
internal static partial class NodeMessages
{
    [LoggerMessage(200, LogLevel.Information, "{Text}", EventName = "node_told")]
    internal static partial void NodeTold(this ILogger log, string text);

    [LoggerMessage(201, LogLevel.Information, "the node takes part in generation {Generation}", EventName = "node_placed")]
    internal static partial void NodePlaced(this ILogger log, string generation);

    [LoggerMessage(202, LogLevel.Warning, "{Text}", EventName = "link")]
    internal static partial void Link(this ILogger log, string text);

    [LoggerMessage(203, LogLevel.Information, "{Text}", EventName = "node_ended")]
    internal static partial void NodeEnded(this ILogger log, string text);

    [LoggerMessage(204, LogLevel.Error, "{Text}", EventName = "node_failed")]
    internal static partial void NodeFailed(this ILogger log, string text);
}
