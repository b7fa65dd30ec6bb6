using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Distillery.Shared.TensorLinks.Memory;

/// <summary>Memory that other processes of this machine can map to read it, and that this one writes. Payloads in it reach them
/// without being copied.</summary>
/// <remarks>It is an anonymous file, sealed at its size: nothing is left of it when the processes are gone, however they
/// end. Dispose it when nothing in this process points into it any longer; the others keep what they still use.</remarks>
public sealed class SharedRegion : IDisposable
{
    /// <summary>Each allocation begins at a multiple of this.</summary>
    public const int PageBytes = RegionLayout.PageBytes;

    /// <summary>As many as a region can have.</summary>
    public const int MaximumAllocations = RegionLayout.MaximumAllocations;

    private static long _lastNumber;

    private readonly SafeFileHandle _file;
    private readonly Mapping _mapping;
    private readonly Lock _gate = new();
    private Action<SharedRegion>? _closed;
    private bool _isDisposed;

    private SharedRegion(SafeFileHandle file, Mapping mapping, ReadOnlySpan<int> allocationBytes)
    {
        (_file, _mapping) = (file, mapping);
        _mapping.Word(RegionLayout.KeyAt) = Key;
        _mapping.Word(0) = RegionLayout.Magic;
        var allocations = new SharedAllocation[allocationBytes.Length];
        long offset = RegionLayout.PageBytes;
        for (int i = 0; i < allocations.Length; i++)
        {
            allocations[i] = new SharedAllocation(this, mapping, i, offset, allocationBytes[i]);
            offset += RegionLayout.RoundedUp(allocationBytes[i]);
        }
        Allocations = allocations;
        int byteCount = (int)(allocations[^1].Offset + allocationBytes[^1] - RegionLayout.PageBytes);
        Whole = new MappedMemory(mapping, RegionLayout.PageBytes, byteCount, allocation: null).Memory;
    }

    /// <summary>As asked for, in order.</summary>
    public IReadOnlyList<SharedAllocation> Allocations { get; }

    /// <summary>From the first allocation to the end of the last one, with the gaps between them; there are none where
    /// sizes are multiples of <see cref="PageBytes"/>. A payload out of this is not sent by reference.</summary>
    public Memory<byte> Whole { get; }

    internal ulong Number { get; } = (ulong)Interlocked.Increment(ref _lastNumber);

    /// <summary>Tells this region from any other that a file descriptor might mean by then.</summary>
    internal ulong Key { get; } = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    internal long ByteCount => _mapping.ByteCount;

    /// <summary>By which other processes open it; it is open as long as the region.</summary>
    internal int FileDescriptor => (int)_file.DangerousGetHandle();

    /// <summary>Zeroed memory for some allocations, each from the start of a page.</summary>
    /// <param name="allocationBytes">Their sizes; 1 to 504 of them, together less than 2 GiB.</param>
    /// <exception cref="IOException">The system has no such memory.</exception>
    public static SharedRegion Create(params ReadOnlySpan<int> allocationBytes)
    {
        ArgumentOutOfRangeException.ThrowIfZero(allocationBytes.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(allocationBytes.Length, RegionLayout.MaximumAllocations);
        long byteCount = RegionLayout.PageBytes;
        foreach (int size in allocationBytes)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size, nameof(allocationBytes));
            byteCount += RegionLayout.RoundedUp(size);
        }
        ArgumentOutOfRangeException.ThrowIfGreaterThan(byteCount, int.MaxValue, nameof(allocationBytes));
        SafeFileHandle file = AnonymousFile.Create("distillery", byteCount);
        try
        {
            return new SharedRegion(
                file, new Mapping(file, byteCount, MemoryMappedFileAccess.ReadWrite), allocationBytes);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Action<SharedRegion>? closed;
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            closed = _closed;
        }
        closed?.Invoke(this);
        _mapping.Release();
        _file.Dispose();
    }

    /// <summary>Asks to be told of the end; false when it has come.</summary>
    internal bool TryWatch(Action<SharedRegion> onClosed)
    {
        lock (_gate)
        {
            if (!_isDisposed) _closed += onClosed;
            return !_isDisposed;
        }
    }

    internal void Unwatch(Action<SharedRegion> onClosed)
    {
        lock (_gate) _closed -= onClosed;
    }
}
