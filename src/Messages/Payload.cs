namespace Distillery.Messages;

/// <summary>Bytes that a message brings with it: tensor memory in the sender's process, a rented buffer or shared memory
/// in the receiver's. Inside one process it is handed over by reference.</summary>
/// <remarks>Whoever drops a message, or has used its payload up, disposes the payload. The bytes of tensor memory stay as
/// they are until every receiver has said by its next message that it has used them (docs/protocol.md, "Memory").</remarks>
public abstract class Payload : IDisposable
{
    /// <summary>The bytes, little-endian; readable until <see cref="Dispose"/>.</summary>
    public abstract ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Whether the bytes are still those that were sent. Only memory that another process goes on writing to can
    /// lose them; asked after the bytes were used, false means: forget the result (docs/protocol.md, "Memory").</summary>
    public virtual bool IsIntact => true;

    /// <summary>Gives the memory back to whom it belongs. Safe to call again.</summary>
    public abstract void Dispose();
}
