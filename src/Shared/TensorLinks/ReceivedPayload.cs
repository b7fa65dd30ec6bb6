using Distillery.Messages;

namespace Distillery.Shared.TensorLinks;

/// <summary>A payload that a transport fills with what comes over a connection.</summary>
public abstract class ReceivedPayload : Payload
{
    /// <summary>Where the bytes go. Nobody reads them before all have come.</summary>
    public abstract Memory<byte> Target { get; }

    public override ReadOnlyMemory<byte> Bytes => Target;
}
