using System.Runtime.InteropServices;
using System.Text;

namespace Distillery.GpuNode.Tensors;

/// <summary>The memory of this process outside .NET's, most of it tensors'.</summary>
/// <param name="UsedBytes">Held by tensors and whatever else is native; where the allocator does not tell, all that is resident.</param>
/// <param name="CachedBytes">Freed, and kept for what comes next; 0 where the allocator does not tell.</param>
public readonly record struct HostMemory(long UsedBytes, long CachedBytes)
{
    private static readonly unsafe delegate* unmanaged<byte*, void*, nuint*, void*, nuint, int> Control = FindControl();

    /// <summary>Whether jemalloc was preloaded. It keeps freed memory for the next step, where glibc's malloc returns it to the system and
    /// has each step touch new pages.</summary>
    public static unsafe bool IsJemalloc => Control != null;

    public static HostMemory Current
    {
        get
        {
            if (!IsJemalloc) return new HostMemory(Environment.WorkingSet, 0);
            Refresh();
            long used = Read("stats.allocated\0"u8);
            return new HostMemory(used, Read("stats.resident\0"u8) - used);
        }
    }

    public long ResidentBytes => UsedBytes + CachedBytes;

    /// <summary>Gives what is cached back to the system.</summary>
    public static unsafe void Trim()
    {
        if (IsJemalloc)
        {
            fixed (byte* name = "arena.4096.purge\0"u8) _ = Control(name, null, null, null, 0); // 4096 means all arenas.
        }
        else if (NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "malloc_trim", out nint trim))
            _ = ((delegate* unmanaged<nuint, int>)trim)(0);
    }

    // jemalloc keeps its figures until a new epoch is asked for.
    private static unsafe void Refresh()
    {
        ulong epoch = 1;
        nuint size = sizeof(ulong);
        fixed (byte* name = "epoch\0"u8) _ = Control(name, &epoch, &size, &epoch, size);
    }

    private static unsafe long Read(ReadOnlySpan<byte> name)
    {
        nuint value = 0;
        nuint size = (nuint)sizeof(nuint);
        fixed (byte* text = name)
        {
            if (Control(text, &value, &size, null, 0) != 0)
                throw new InvalidOperationException($"jemalloc does not tell {Encoding.ASCII.GetString(name[..^1])}");
        }
        return (long)value;
    }

    private static unsafe delegate* unmanaged<byte*, void*, nuint*, void*, nuint, int> FindControl() =>
        NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "mallctl", out nint function)
            ? (delegate* unmanaged<byte*, void*, nuint*, void*, nuint, int>)function
            : null;
}
