using System.Runtime.InteropServices;
using Distillery.Simulation.Soak;

using CancellationTokenSource stop = new();
// Runs that are under way are played to their end, and the summary is printed. SIGQUIT (Ctrl-\) ends at once.
void Interrupt(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
return new SoakCommand(Console.Out, Console.Error, TimeProvider.System, stop.Token).Run(args);
