using Distillery.Messages.Membership;

namespace Distillery.Messages.Helpers;

/// <summary>What is said about helpers: nodes that answer the queries of nodes that train, each kind of them in messages of its
/// own.</summary>
public abstract record HelperMessage : Message
{
    /// <summary>The role of the helper that this is about.</summary>
    public abstract NodeRoles Role { get; }
}

/// <summary>Coordinator to asker: whom it may ask. A newer one replaces an older one.</summary>
/// <param name="Term">Of the coordinator.</param>
/// <param name="Revision">Grows with each change, within a term.</param>
/// <param name="Fingerprint">That all of them have.</param>
/// <param name="Places">By name; none while nobody is ready.</param>
public abstract record HelperRoster(long Term, long Revision, ulong Fingerprint, IReadOnlyList<HelperPlace> Places) : HelperMessage;

/// <summary>Where a helper is.</summary>
/// <param name="Address">HOST:PORT for its askers; empty inside one process.</param>
public sealed record HelperPlace(NodeId Node, string Address);

/// <summary>Asker to helper. The answer is a function of this message alone.</summary>
/// <param name="Query">The asker's own number for it, never used again.</param>
/// <param name="Fingerprint">Of what is meant to answer it.</param>
public abstract record HelperQuery(long Query, ulong Fingerprint, Payload Payload) : HelperMessage
{
    /// <summary>How many images it asks about.</summary>
    public abstract int Count { get; }

    /// <summary>Whether it may be answered together with others.</summary>
    public abstract bool MayShareBatch { get; }

    /// <summary>It was not taken.</summary>
    public abstract HelperBusy Busy(int waiting);

    /// <summary>It will never be answered.</summary>
    public abstract HelperRefused Refused(string reason);
}

/// <summary>Helper to asker: what was asked for.</summary>
/// <param name="Waiting">How many queries wait for this helper.</param>
public abstract record HelperAnswer(long Query, int Waiting, Payload Payload) : HelperMessage;

/// <summary>Helper to asker: it has taken as many queries as it may; this one was not taken.</summary>
/// <param name="Waiting">How many wait.</param>
public abstract record HelperBusy(long Query, int Waiting) : HelperMessage;

/// <summary>Helper to asker: it will never answer this query.</summary>
/// <param name="Reason">For people.</param>
public abstract record HelperRefused(long Query, string Reason) : HelperMessage;
