using Distillery.Messages;

namespace Distillery.Shared.Tests.TensorLinks;

/// <summary>Counts how often it was given back.</summary>
internal sealed class CountingPayload(int byteCount = 8) : Payload
{
    private int _disposeCount;

    internal int DisposeCount => Volatile.Read(ref _disposeCount);

    public override ReadOnlyMemory<byte> Bytes { get; } = new byte[byteCount];

    public override void Dispose() => Interlocked.Increment(ref _disposeCount);
}
