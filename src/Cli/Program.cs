using Distillery.Cli;
using Distillery.Cli.Terminal;

using StopSignals signals = StopSignals.Listen();
return CommandLine.Invoke(args, CliContext.OfProcess(signals.Stop));
