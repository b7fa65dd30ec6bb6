using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>How the nodes of a run find and lose each other. It never changes the result.</summary>
public sealed record ClusterConfig
{
    /// <summary>Steps are only taken while at least so many nodes are there.</summary>
    public int MinNodes { get; init; }

    /// <summary>The silence after which a node counts as lost.</summary>
    public double LossAfterSeconds { get; init; }

    /// <summary>How long a restarted coordinator waits for the nodes that it knows of.</summary>
    public double RejoinWaitSeconds { get; init; }

    /// <summary>How connections between nodes are encrypted, and who may make them; null for plain ones.</summary>
    public TlsConfig? Tls { get; init; }

    internal static ClusterConfig Read(SectionReader section) => new()
    {
        MinNodes = section.Integer("min_nodes", 1, 1, 4096),
        LossAfterSeconds = section.Number("loss_after_seconds", 5, 0.1, 3600),
        RejoinWaitSeconds = section.Number("rejoin_wait_seconds", 10, 0, 3600),
        Tls = section.OptionalSection("tls") is { } tls ? TlsConfig.Read(tls) : null,
    };

    internal void Write(SectionWriter section)
    {
        section.Put("min_nodes", MinNodes);
        section.Put("loss_after_seconds", LossAfterSeconds);
        section.Put("rejoin_wait_seconds", RejoinWaitSeconds);
        if (Tls is not null) section.Put("tls", Tls.Write);
    }
}
