using Distillery.Messages.Membership;

namespace Distillery.Messages.Helpers;

/// <summary>What is said about helpers: nodes that answer the queries of nodes that train, each kind of them in messages of its
/// own.</summary>
public abstract record HelperMessage : Message
{
    /// <summary>The role of the helper that this is about.</summary>
    public abstract NodeRoles Role { get; }
}
