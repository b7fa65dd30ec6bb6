using Distillery.Messages;
using Distillery.Simulation.Checks;

namespace Distillery.Simulation.Training;

/// <summary>Memory that its owner writes again later, as tensor memory is, handed over by reference. Whoever drops the message
/// may come late; whoever reads must not.</summary>
public sealed class StampedPayload(byte[] bytes, Func<bool> isIntact) : Payload
{
    public override ReadOnlyMemory<byte> Bytes => isIntact()
        ? bytes : throw new SimulationFailure("memory: a payload is read that its owner has written again");

    public override bool IsIntact => isIntact();

    public int ByteCount => bytes.Length;

    public override void Dispose()
    {
        // The memory stays with its owner.
    }
}
