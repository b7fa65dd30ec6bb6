using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Distillery.Shared.TensorLinks.Memory;

/// <summary>Files without a name, in memory alone: gone when the last process that has one open or mapped is.</summary>
internal static partial class AnonymousFile
{
    private const uint CloseOnExec = 1;      // MFD_CLOEXEC
    private const uint AllowSealing = 2;     // MFD_ALLOW_SEALING
    private const int AddSeals = 1033;       // F_ADD_SEALS
    private const int GetSeals = 1034;       // F_GET_SEALS
    private const int SealAgainstSeals = 1;  // F_SEAL_SEAL
    private const int SealAgainstShrink = 2; // F_SEAL_SHRINK
    private const int SealAgainstGrow = 4;   // F_SEAL_GROW

    /// <summary>A file of this size for ever: who maps it need not fear that its end moves, which would be a fatal
    /// signal.</summary>
    /// <exception cref="IOException">The system has no memory for it, or knows no such files.</exception>
    internal static SafeFileHandle Create(string name, long byteCount)
    {
        int descriptor = MemoryFileCreate(name, CloseOnExec | AllowSealing);
        if (descriptor < 0) throw LastError("memfd_create");
        var file = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            RandomAccess.SetLength(file, byteCount);
            if (Control(file, AddSeals, SealAgainstSeals | SealAgainstShrink | SealAgainstGrow) < 0)
                throw LastError("fcntl F_ADD_SEALS");
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    internal static bool IsSealed(SafeFileHandle file)
    {
        int seals = Control(file, GetSeals, 0);
        return seals >= 0 && (seals & SealAgainstShrink) != 0;
    }

    private static IOException LastError(string call) =>
        new($"{call}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemoryFileCreate(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, int command, int argument);
}
