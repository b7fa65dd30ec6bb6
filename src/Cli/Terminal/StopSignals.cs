using System.Runtime.InteropServices;

namespace Distillery.Cli.Terminal;

/// <summary>Ctrl-C and SIGTERM: the first one asks to stop and save, the second one ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _signalCount;

    private StopSignals()
    {
        PosixProcess.HearInterrupts();
        foreach (PosixSignal signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM])
            _registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
    }

    /// <summary>Cancelled at the first signal.</summary>
    internal CancellationToken Stop => _stop.Token;

    internal static StopSignals Listen() => new();

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        _stop.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true; // The default would end the process before it has saved.
        if (Interlocked.Increment(ref _signalCount) > 1) PosixProcess.EndNow(ExitCodes.Interrupted);
        _stop.Cancel();
    }
}
