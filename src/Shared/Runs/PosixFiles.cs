using System.Runtime.InteropServices;
using System.Text;

namespace Distillery.Shared.Runs;

/// <summary>Two calls of the C library that .NET does not offer: rename of a link that points to a folder, and fsync
/// of a folder (.NET refuses to open one).</summary>
/// <remarks>Plain DllImport, because every argument is blittable and so there is nothing for LibraryImport to
/// generate; it would only ask the whole project to allow unsafe code.</remarks>
internal static class PosixFiles
{
    private const int OpenReadOnly = 0;
    private const int ErrorInvalid = 22; // EINVAL: some network file systems cannot sync a folder.

    /// <exception cref="IOException">With the system's error number as its HResult.</exception>
    internal static void Rename(string source, string target)
    {
        int status = NativeRename(NullTerminated(source), NullTerminated(target));
        if (status != 0) throw LastError($"rename {source} to", target);
    }

    /// <exception cref="IOException">With the system's error number as its HResult.</exception>
    internal static void SyncDirectory(string path)
    {
        int descriptor = NativeOpen(NullTerminated(path), OpenReadOnly);
        if (descriptor < 0) throw LastError("open", path);
        try
        {
            bool isSynced = NativeSync(descriptor) == 0 || Marshal.GetLastPInvokeError() == ErrorInvalid;
            if (!isSynced) throw LastError("sync", path);
        }
        finally
        {
            _ = NativeClose(descriptor);
        }
    }

    private static byte[] NullTerminated(string path) => Encoding.UTF8.GetBytes(path + '\0');

    private static IOException LastError(string action, string path)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException($"cannot {action} {path}: {Marshal.GetPInvokeErrorMessage(error)}", error);
    }

    [DllImport("libc", EntryPoint = "rename", SetLastError = true)]
    private static extern int NativeRename(byte[] source, byte[] target);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int NativeOpen(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int NativeSync(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int NativeClose(int descriptor);
}
