namespace Distillery.Messages;

/// <summary>The name of one process in a run, never used again: a process that starts anew, or that was counted as lost
/// and comes back, has another one. Ordered by its characters' codes.</summary>
/// <param name="Value">1 to <see cref="LongestLength"/> of letters, digits, '-', '_' and '.'.</param>
public readonly record struct NodeId(string Value) : IComparable<NodeId>
{
    /// <summary>Host names have up to 63 characters; the rest is for what makes the name unique.</summary>
    public const int LongestLength = 128;

    /// <summary>The one address under which the coordinator of a run is found, whichever process it is in.</summary>
    public static NodeId Coordinator { get; } = new("coordinator");

    public int CompareTo(NodeId other) => string.CompareOrdinal(Value, other.Value);

    public override string ToString() => Value;
}
