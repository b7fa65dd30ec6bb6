namespace Distillery.GpuNode.Data.Augmentation;

/// <summary>Memory for encoded images, one after the other.</summary>
public sealed class EncodedBuffer
{
    /// <summary>Memory above this is given back for the next image.</summary>
    private const int KeptBytes = 4 << 20;

    private byte[] _bytes = new byte[1 << 18];

    /// <summary>Room for exactly so many bytes; what was there before is gone.</summary>
    public Span<byte> Reserve(int byteCount)
    {
        bool isUnfit = _bytes.Length < byteCount || (_bytes.Length > KeptBytes && byteCount <= KeptBytes);
        if (isUnfit) _bytes = GC.AllocateUninitializedArray<byte>(Math.Max(byteCount, 1 << 18));
        return _bytes.AsSpan(0, byteCount);
    }
}
