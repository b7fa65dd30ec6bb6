using System.Text.Json.Serialization;

namespace Distillery.Shared.Runs;

/// <summary>How a run stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunStatus>))]
public enum RunStatus
{
    /// <summary>Started and not ended; also what a killed process leaves behind.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    [JsonStringEnumMemberName("completed")]
    Completed,

    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Stopped on request and saved: the same command resumes it.</summary>
    [JsonStringEnumMemberName("interrupted")]
    Interrupted,
}
