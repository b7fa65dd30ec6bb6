using System.Runtime.InteropServices;
using System.Text;

namespace Distillery.Torch.Interop;

internal static partial class Native
{
    [LibraryImport(Library)]
    private static partial int dt_version(Span<byte> text, int capacity);

    [LibraryImport(Library)]
    private static partial int dt_threads_set(int count);

    [LibraryImport(Library, EntryPoint = "dt_threads_get")]
    internal static partial int ThreadsGet();

    [LibraryImport(Library)]
    private static partial int dt_deterministic_set(int enabled);

    [LibraryImport(Library)]
    private static partial int dt_seed_set(ulong seed);

    [LibraryImport(Library)]
    private static partial int dt_allocator_install();

    [LibraryImport(Library, EntryPoint = "dt_allocator_figures")]
    internal static partial void AllocatorFigures(out long liveBytes, out long liveBlocks, out long cachedBytes);

    [LibraryImport(Library, EntryPoint = "dt_allocator_trim")]
    internal static partial void AllocatorTrim();

    internal static string Version()
    {
        Span<byte> text = stackalloc byte[64];
        return Encoding.UTF8.GetString(text[..dt_version(text, text.Length)]);
    }

    internal static void ThreadsSet(int count) => ThrowIfFailed(dt_threads_set(count));

    internal static void DeterministicSet(bool enabled) => ThrowIfFailed(dt_deterministic_set(enabled ? 1 : 0));

    internal static void SeedSet(ulong seed) => ThrowIfFailed(dt_seed_set(seed));

    internal static void AllocatorInstall() => ThrowIfFailed(dt_allocator_install());
}
