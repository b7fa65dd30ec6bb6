using Distillery.Shared.Configuration;

namespace Distillery.Shared.Runs;

/// <summary>The part of a summary that the configuration alone decides.</summary>
public static class RunSummaries
{
    public static RunSummary Create(RunConfig config, RunStatus status, DateTimeOffset startedAt) => new()
    {
        Name = config.Name,
        Method = config.Methods[0].Name.ToString().ToLowerInvariant(),
        MethodLabel = config.Methods[0].Label,
        Seed = config.Seed,
        Status = status,
        Teacher = config.Teacher?.Architecture,
        Student = config.Student.Architecture,
        StartedAt = startedAt,
        Ranks = config.Train.Replicas,
        NodesAtEnd = 1,
        Generations = 1,
        Losses = 0,
        ConfigFingerprint = config.Fingerprint,
    };
}
