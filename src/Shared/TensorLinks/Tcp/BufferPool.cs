using Distillery.Messages;

namespace Distillery.Shared.TensorLinks.Tcp;

/// <summary>Pinned buffers for payloads that come over a connection. Slices have few sizes, so what is given back fits the
/// next one.</summary>
/// <param name="idleBytesLimit">More than so much is not held for later. What is rented out has no limit here: each link
/// brings one payload at a time, and its receiver decides how many it keeps.</param>
public sealed class BufferPool(long idleBytesLimit = BufferPool.UsualIdleBytes)
{
    /// <summary>A whole flat vector of a usual student, twice.</summary>
    public const long UsualIdleBytes = 256L << 20;

    /// <summary>Sizes are rounded up to this; smaller payloads are not worth keeping.</summary>
    private const int SizeStep = 64 << 10;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, Stack<byte[]>> _idle = [];
    private long _idleBytes;

    /// <summary>What is held and not rented.</summary>
    public long IdleBytes
    {
        get
        {
            lock (_gate) return _idleBytes;
        }
    }

    /// <summary>A buffer of at least so many bytes, with any contents.</summary>
    internal byte[] Rent(int byteCount)
    {
        if (byteCount < SizeStep) return new byte[byteCount];
        int size = (byteCount + SizeStep - 1) / SizeStep * SizeStep;
        lock (_gate)
        {
            if (_idle.TryGetValue(size, out Stack<byte[]>? buffers) && buffers.TryPop(out byte[]? buffer))
            {
                _idleBytes -= size;
                return buffer;
            }
        }
        return GC.AllocateUninitializedArray<byte>(size, pinned: true);
    }

    internal void Return(byte[] buffer)
    {
        if (buffer.Length < SizeStep) return;
        lock (_gate)
        {
            if (_idleBytes + buffer.Length > idleBytesLimit) return;
            if (!_idle.TryGetValue(buffer.Length, out Stack<byte[]>? buffers)) _idle[buffer.Length] = buffers = new Stack<byte[]>();
            buffers.Push(buffer);
            _idleBytes += buffer.Length;
        }
    }
}
