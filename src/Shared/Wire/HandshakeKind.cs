namespace Distillery.Shared.Wire;

/// <summary>What a handshake says, in the order of a conversation that goes well.</summary>
public enum HandshakeKind
{
    /// <summary>From the one that dialed: who it says it is, and whom it looks for.</summary>
    Call = 0,

    /// <summary>From the one that was dialed: prove that you have been admitted.</summary>
    Challenge = 1,

    /// <summary>From the one that dialed: here is what only a member can make of call and challenge.</summary>
    Proof = 2,

    /// <summary>From the one that was dialed, with its own proof: the connection may stand.</summary>
    Accepted = 3,

    /// <summary>From the one that dialed: it stands, and frames follow.</summary>
    Confirmed = 4,

    /// <summary>It does not, and trying again in the same way will not help.</summary>
    Refused = 5,

    /// <summary>It does not, because a link that the other end dials itself is on its way.</summary>
    Yielded = 6,
}
