namespace Distillery.Shared.Configuration;

/// <summary>Who adds up the ranks' contributions.</summary>
public enum AveragingPlace
{
    /// <summary>The nodes that train, each its share of the slices.</summary>
    Nodes,

    /// <summary>The coordinator alone: one place to route to, and one whose network carries everything.</summary>
    Coordinator,
}
