namespace Distillery.Shared.Wire;

/// <summary>What a handshake says.</summary>
public enum HandshakeKind
{
    /// <summary>From the one that dialed: who it is, and whom it looks for.</summary>
    Call = 0,

    /// <summary>From the one that was dialed: the connection stands.</summary>
    Accepted = 1,

    /// <summary>It does not, and trying again in the same way will not help.</summary>
    Refused = 2,

    /// <summary>It does not, because a link that the other end dials itself is on its way.</summary>
    Yielded = 3,
}
