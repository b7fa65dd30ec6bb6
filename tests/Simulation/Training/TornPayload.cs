using Distillery.Messages;

namespace Distillery.Simulation.Training;

/// <summary>What a receiver over shared memory has read while the owner wrote there again: as many bytes, none of them to be
/// trusted, and it can find that out.</summary>
public sealed class TornPayload(int byteCount) : Payload
{
    private const byte Garbage = 0x5A;

    public override ReadOnlyMemory<byte> Bytes { get; } = Enumerable.Repeat(Garbage, byteCount).ToArray();

    public override bool IsIntact => false;

    public override void Dispose()
    {
        // Nothing was rented.
    }
}
