using System.Runtime.InteropServices;

namespace Distillery.Cli.Terminal;

/// <summary>Two calls of the C library that .NET does not offer, both about how a process ends.</summary>
internal static class PosixProcess
{
    private const int Interrupt = 2; // SIGINT
    private const nint DefaultHandler = 0; // SIG_DFL

    /// <summary>Lets Ctrl-C reach this process although a shell script started it in the background, where shells have
    /// it ignored: .NET keeps to that, and such a run could then not be asked to save.</summary>
    internal static void HearInterrupts() => NativeSignal(Interrupt, DefaultHandler);

    /// <summary>Ends the process without exit handlers: they would unload libtorch under threads that compute in
    /// it.</summary>
    internal static void EndNow(int code) => NativeExit(code);

    [DllImport("libc", EntryPoint = "signal")]
    private static extern nint NativeSignal(int signal, nint handler);

    [DllImport("libc", EntryPoint = "_exit")]
    private static extern void NativeExit(int code);
}
