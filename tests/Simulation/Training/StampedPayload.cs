using Distillery.Messages;

namespace Distillery.Simulation.Training;

/// <summary>Memory that its owner writes again later, as gradient memory is; the stamp tells whether that has happened.
/// </summary>
public sealed class StampedPayload(byte[] bytes, Func<bool> isIntact) : Payload
{
    public override ReadOnlyMemory<byte> Bytes => bytes;

    public override bool IsIntact => isIntact();

    /// <summary>The bytes as the receiver has them from now on.</summary>
    public Payload Received() => new MemoryPayload(bytes.ToArray());

    public override void Dispose()
    {
        // The memory stays with its owner.
    }
}
