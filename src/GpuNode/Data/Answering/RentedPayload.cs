using System.Buffers;
using Distillery.Messages;

namespace Distillery.GpuNode.Data.Answering;

/// <summary>Bytes that are written once, sent and given back: an answer's memory serves the next one.</summary>
internal sealed class RentedPayload(int byteCount) : Payload
{
    private byte[]? _array = ArrayPool<byte>.Shared.Rent(byteCount);

    public override ReadOnlyMemory<byte> Bytes => Target;

    /// <summary>What was there before is still in it.</summary>
    internal Memory<byte> Target => _array.AsMemory(0, _array is null ? 0 : byteCount);

    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _array, null) is { } array) ArrayPool<byte>.Shared.Return(array);
    }
}
