using System.Text.Json.Nodes;
using Distillery.GpuNode.Protocol;
using Distillery.Messages.Membership;

namespace Distillery.Cli.Cluster;

/// <summary>How a node process tells the process that started it why it ends: one line of JSON.</summary>
internal static class NodeExitLine
{
    internal static void Write(TextWriter output, NodeExit exit) => output.WriteLine(new JsonObject
    {
        ["reason"] = exit.Reason?.ToString(),
        ["text"] = exit.Text,
        ["next_step"] = exit.NextStep,
        ["is_request_wrong"] = exit.IsRequestWrong,
    }.ToJsonString());

    /// <summary>Null for anything else than such a line.</summary>
    internal static NodeExit? TryParse(string line)
    {
        try
        {
            JsonNode exit = JsonNode.Parse(line)!;
            DismissReason? reason = Enum.TryParse((string?)exit["reason"], out DismissReason known) ? known : null;
            return new NodeExit(reason, (string)exit["text"]!, (string)exit["next_step"]!, (bool)exit["is_request_wrong"]!);
        }
        catch (Exception problem) when (problem is System.Text.Json.JsonException or InvalidOperationException
            or NullReferenceException or ArgumentNullException)
        {
            return null;
        }
    }
}
