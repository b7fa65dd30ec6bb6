using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Parameters;

/// <summary>Memory for copies that are made again and again, such as those of each checkpoint. Taken anew each time they would
/// be garbage that stays: .NET collects large arrays only after hundreds of megabytes of them.</summary>
public sealed class CopyBuffers
{
    private readonly Dictionary<string, byte[]> _buffers = new(StringComparer.Ordinal);

    /// <summary>The tensor's elements, row-major and little-endian, from whatever device.</summary>
    /// <param name="name">The next copy of this name overwrites this one.</param>
    public byte[] CopyOf(Tensor tensor, string name)
    {
        long byteCount = tensor.numel() * tensor.ElementSize;
        if (!_buffers.TryGetValue(name, out byte[]? buffer) || buffer.LongLength != byteCount)
            _buffers[name] = buffer = new byte[byteCount];
        tensor.CopyBytesTo(buffer);
        return buffer;
    }
}
