using Distillery.Shared.TensorLinks;

namespace Distillery.Shared.Tests.TensorLinks;

/// <summary>A place that a test offers for what is received.</summary>
internal sealed class PlacedPayload(byte[] place) : ReceivedPayload
{
    internal ManualResetEventSlim Disposed { get; } = new();

    public override Memory<byte> Target => place;

    public override void Dispose() => Disposed.Set();
}
