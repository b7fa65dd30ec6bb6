using Distillery.Messages;

namespace Distillery.Shared.Wire;

/// <summary>The most that a frame may hold. A reader checks each before it reserves memory, so that no peer can make it
/// reserve more.</summary>
public static class WireLimits
{
    /// <summary>A heartbeat may bring the records of many steps, each with the reports of all ranks.</summary>
    public const int ControlBodyBytes = 16 << 20;

    /// <summary>The fields beside a payload are a few numbers, or the reason of a refusal.</summary>
    public const int BulkBodyBytes = 256 << 10;

    /// <summary>Slices have a few MiB; a larger piece only makes the next one wait longer.</summary>
    public const int PayloadBytes = 64 << 20;

    /// <summary>Ids and addresses are short, and those of a handshake come from somebody unknown.</summary>
    public const int HandshakeBodyBytes = 4 << 10;

    /// <summary>The longest text is the effective configuration, of some KiB. Problems that people wrote are shorter.</summary>
    public const int TextBytes = 128 << 10;

    /// <summary>As many nodes as <c>cluster.min_nodes</c> can ask for.</summary>
    public const int Members = 4096;

    /// <summary>As many ranks as <c>train.replicas</c> can ask for, and so reports of a step.</summary>
    public const int Ranks = 4096;

    /// <summary>Records of one heartbeat: more would hardly fit into its frame.</summary>
    public const int Records = 65536;

    /// <summary>As many samples as <c>train.batch</c> can ask for.</summary>
    public const int KeptSamples = 65536;

    /// <summary>A step has six phases today.</summary>
    public const int Phases = 64;

    /// <summary>A node's time goes into nine things today.</summary>
    public const int Activities = 64;

    /// <summary>Of a node's name; see <see cref="NodeId"/>.</summary>
    public const int NodeIdBytes = NodeId.LongestLength;

    /// <summary>The body of a frame of this plane.</summary>
    public static int BodyBytes(Transport.MessagePlane plane) =>
        plane == Transport.MessagePlane.Control ? ControlBodyBytes : BulkBodyBytes;
}
