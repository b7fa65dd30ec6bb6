namespace Distillery.Shared.TensorLinks.Tcp;

/// <summary>A payload in a buffer of a <see cref="BufferPool"/>, which gets it back.</summary>
internal sealed class RentedPayload(BufferPool pool, int byteCount) : ReceivedPayload
{
    private byte[]? _buffer = pool.Rent(byteCount);

    /// <exception cref="ObjectDisposedException">The bytes may be another message's by now.</exception>
    public override Memory<byte> Target =>
        (_buffer ?? throw new ObjectDisposedException(nameof(RentedPayload))).AsMemory(0, byteCount);

    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer) pool.Return(buffer);
    }
}
