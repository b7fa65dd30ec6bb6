using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>How the nodes of a run find and lose each other. Of all its keys only <see cref="Wire"/> influences the
/// result.</summary>
public sealed record ClusterConfig
{
    private const int MostNodes = 4096; // As many as a run can have ranks.

    /// <summary>A fresh run waits for so many nodes, but not longer than <see cref="RejoinWaitSeconds"/>.</summary>
    public int Nodes { get; init; }

    /// <summary>Steps are only taken while at least so many nodes are there.</summary>
    public int MinNodes { get; init; }

    /// <summary>The time between two signs of life.</summary>
    public double HeartbeatSeconds { get; init; }

    /// <summary>The silence after which a node counts as lost.</summary>
    public double LossAfterSeconds { get; init; }

    /// <summary>How long a restarted coordinator waits for the nodes that it knows of.</summary>
    public double RejoinWaitSeconds { get; init; }

    public AveragingPlace Averaging { get; init; }

    public WireType Wire { get; init; }

    /// <summary>Null for plain TCP.</summary>
    public TlsConfig? Tls { get; init; }

    public long HeartbeatMilliseconds => Milliseconds(HeartbeatSeconds);

    public long LossAfterMilliseconds => Milliseconds(LossAfterSeconds);

    public long RejoinWaitMilliseconds => Milliseconds(RejoinWaitSeconds);

    internal static ClusterConfig Read(SectionReader section)
    {
        ClusterConfig cluster = new()
        {
            Nodes = section.Integer("nodes", 1, 1, MostNodes),
            MinNodes = section.Integer("min_nodes", 1, 1, MostNodes),
            HeartbeatSeconds = section.Number("heartbeat_seconds", 0.1, 0.01, 60),
            LossAfterSeconds = section.Number("loss_after_seconds", 5, 0.1, 3600),
            RejoinWaitSeconds = section.Number("rejoin_wait_seconds", 10, 0, 3600),
            Averaging = section.Choice<AveragingPlace>("averaging", AveragingPlace.Nodes),
            Wire = section.Choice<WireType>("wire", WireType.Fp32),
            Tls = TlsConfig.Read(section.Section("tls")),
        };
        if (cluster.LossAfterSeconds < 2 * cluster.HeartbeatSeconds)
            section.Fail(
                "loss_after_seconds", "is less than two heartbeats, so one that is late would count as a loss",
                "Set it to at least twice heartbeat_seconds; ten times is usual.");
        return cluster;
    }

    internal void Write(SectionWriter section)
    {
        section.Put("nodes", Nodes);
        section.Put("min_nodes", MinNodes);
        section.Put("heartbeat_seconds", HeartbeatSeconds);
        section.Put("loss_after_seconds", LossAfterSeconds);
        section.Put("rejoin_wait_seconds", RejoinWaitSeconds);
        section.Put("averaging", Averaging);
        section.Put("wire", Wire);
        section.Put("tls", inner => TlsConfig.Write(Tls, inner));
    }

    private static long Milliseconds(double seconds) => (long)Math.Round(seconds * 1000);
}
