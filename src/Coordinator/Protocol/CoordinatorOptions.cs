namespace Distillery.Coordinator.Protocol;

/// <summary>What a coordinator must know of its run and of patience; times are in milliseconds.</summary>
/// <param name="RunId">Names the run folder.</param>
/// <param name="Config">The effective configuration, as YAML.</param>
/// <param name="RankCount">train.replicas.</param>
/// <param name="MinimumNodes">Fewer do not train.</param>
/// <param name="ExpectedNodes">A fresh run waits for so many before it begins, but not longer than the wait.</param>
/// <param name="RejoinWaitMilliseconds">How long a new coordinator waits for the nodes that it knows or expects.</param>
/// <param name="LossAfterMilliseconds">Silence after which a node counts as lost.</param>
/// <param name="StallAfterMilliseconds">Without an applied step for so long, a new generation is formed.</param>
/// <param name="MostSkippedSteps">So many steps in a row without a finite average end the run.</param>
/// <param name="AveragesAtCoordinator">All slices are added up by the coordinator instead of by the nodes.</param>
public sealed record CoordinatorOptions(
    string RunId, string Config, string Fingerprint, string RunFolder, int RankCount, int MinimumNodes, int ExpectedNodes,
    long RejoinWaitMilliseconds, long LossAfterMilliseconds, long StallAfterMilliseconds, int MostSkippedSteps,
    bool AveragesAtCoordinator)
{
    /// <summary>Whether the method asks a teacher: nobody trains before one is ready.</summary>
    public bool NeedsTeacher { get; init; }

    /// <summary>Whether all nodes must compute the same bits.</summary>
    public bool NeedsSameBits { get; init; }

    /// <summary>What admitted nodes show where they call on the data plane.</summary>
    public string DataSecret { get; init; } = "";

    /// <summary>HOST:PORT of this coordinator's end of the data plane; empty where it has none.</summary>
    public string DataAddress { get; init; } = "";

    /// <summary>Without the secret, which belongs in no log, and the configuration, which is long.</summary>
    public override string ToString() => $"{nameof(CoordinatorOptions)} {{ run {RunId}, {RankCount} ranks }}";
}
