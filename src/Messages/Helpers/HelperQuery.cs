namespace Distillery.Messages.Helpers;

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
