namespace Distillery.Shared.Wire;

/// <summary>The most that a message may hold. A reader checks the numbers of bytes before it reserves memory, so that no peer can
/// make it reserve more.</summary>
public static class WireLimits
{
    /// <summary>A heartbeat may bring the records of many steps, each with the reports of all ranks. Nodes send less than
    /// <see cref="HeartbeatRecordBytes"/> of them at once, if it is not a single step's.</summary>
    public const int ControlBodyBytes = 4 << 20;

    /// <summary>About so many bytes of records go with one heartbeat; the rest with the next.</summary>
    public const int HeartbeatRecordBytes = 512 << 10;

    /// <summary>The fields beside a payload are a few numbers, or the reason of a refusal. The data plane has no larger bodies.</summary>
    public const int BulkBodyBytes = 256 << 10;

    /// <summary>Slices have a few MiB; a larger piece only makes the next one wait longer.</summary>
    public const int PayloadBytes = 64 << 20;

    /// <summary>Ids and addresses are short, and those of a handshake come from somebody unknown.</summary>
    public const int HandshakeBodyBytes = 4 << 10;

    /// <summary>As many ranks as <c>train.replicas</c> can ask for.</summary>
    public const int Ranks = 4096;

    /// <summary>As many samples as <c>train.batch</c> can ask for, and so images of a query.</summary>
    public const int Images = 65536;

    /// <summary>The body of a frame of this plane.</summary>
    public static int BodyBytes(TensorLinks.MessagePlane plane) =>
        plane == TensorLinks.MessagePlane.Control ? ControlBodyBytes : BulkBodyBytes;
}
