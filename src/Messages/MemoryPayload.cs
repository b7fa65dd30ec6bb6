namespace Distillery.Messages;

/// <summary>A payload over memory that belongs to somebody else, or to the garbage collector.</summary>
public sealed class MemoryPayload(ReadOnlyMemory<byte> bytes) : Payload
{
    public override ReadOnlyMemory<byte> Bytes => bytes;

    public override void Dispose()
    {
        // Nothing was rented.
    }
}
