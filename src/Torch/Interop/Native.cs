using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Distillery.Torch.Interop;

/// <summary>The imports of native/bridge.h: private declarations behind helpers that throw.</summary>
internal static partial class Native
{
    private const string Library = "distillery_torch";

    // Long enough for libtorch's longest words with the schema of an operator; what is longer is cut.
    private const int MaximumErrorBytes = 8192;

    static Native() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, Resolve);

    [LibraryImport(Library)]
    private static partial int dt_last_error(Span<byte> text, int capacity);

    /// <summary>The words of the calling thread's last failure. Read them before any other native call.</summary>
    internal static string LastError()
    {
        Span<byte> text = stackalloc byte[MaximumErrorBytes];
        int length = dt_last_error(text, text.Length);
        return Encoding.UTF8.GetString(text[..Math.Min(length, text.Length)]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ThrowIfFailed(int status)
    {
        if (status != 0) throw new TorchException(LastError());
    }

    private static nint Resolve(string name, System.Reflection.Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (name != Library) return 0;
        string path = Path.Combine(AppContext.BaseDirectory, $"lib{Library}.so");
        if (!File.Exists(path)) throw new TorchUnavailableException($"the bridge to libtorch is not built ({path} is missing)", null);
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException error)
        {
            throw new TorchUnavailableException($"libtorch cannot be loaded: {error.Message.Split('\n')[0]}", error);
        }
    }
}
