namespace Distillery.Shared.Wire;

/// <summary>The version of what stands in docs/protocol.md.</summary>
/// <param name="Major">Processes of different ones do not understand each other.</param>
/// <param name="Minor">A newer one adds kinds of messages, and fields to any record, that an older one may skip.</param>
public readonly record struct ProtocolVersion(ushort Major, ushort Minor)
{
    public static ProtocolVersion Current { get; } = new(4, 0);

    /// <summary>Whether a frame of this version may hold what <paramref name="reader"/> has never heard of.</summary>
    public bool IsNewerMinorThan(ProtocolVersion reader) => Major == reader.Major && Minor > reader.Minor;

    public override string ToString() => $"{Major}.{Minor}";
}
