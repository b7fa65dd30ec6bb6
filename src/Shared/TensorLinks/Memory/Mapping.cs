using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace Distillery.Shared.TensorLinks.Memory;

/// <summary>A file mapped into this process. It stays mapped until nobody holds it any longer, however many have it.</summary>
internal sealed unsafe class Mapping
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private int _holders = 1;

    /// <exception cref="IOException">The address space, or what a process may map, is used up.</exception>
    internal Mapping(SafeFileHandle file, long byteCount, MemoryMappedFileAccess access)
    {
        ByteCount = byteCount;
        _map = MemoryMappedFile.CreateFromFile(
            file, mapName: null, byteCount, access, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, byteCount, access);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    internal long ByteCount { get; }

    internal nint Address => (nint)_start;

    /// <summary>A word of the header, aligned to its size.</summary>
    internal ref ulong Word(long at) => ref *(ulong*)(_start + at);

    internal Span<byte> Span(long offset, int length) => new(_start + offset, length);

    /// <summary>Keeps it mapped until <see cref="Release"/>; false when it is gone already.</summary>
    internal bool TryHold()
    {
        int holders = Volatile.Read(ref _holders);
        while (holders > 0)
        {
            int seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders) return true;
            holders = seen;
        }
        return false;
    }

    internal void Release()
    {
        if (Interlocked.Decrement(ref _holders) > 0) return;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }
}
