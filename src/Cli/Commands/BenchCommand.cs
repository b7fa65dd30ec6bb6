using System.CommandLine;
using Distillery.Cli.Terminal;

namespace Distillery.Cli.Commands;

/// <summary><c>distill bench</c>: each benchmark measures the product beside a peer, in turns.</summary>
internal static class BenchCommand
{
    internal static Command Create(CliContext context) =>
        new DocumentedCommand(
            "bench", "Measures the product beside a peer.",
            ("distill bench step", "the training step beside PyTorch's"),
            ("distill bench averaging", "averaging among processes beside gloo's"))
        {
            BenchStepCommand.Create(context),
            BenchDataCommand.Create(context),
            BenchPrefetchCommand.Create(context),
            BenchAveragingCommand.Create(context),
            BenchAveragingNodeCommand.Create(context),
            BenchOrchestrationCommand.Create(context),
            BenchNodesCommand.Create(context),
            BenchRecoveryCommand.Create(context),
            BenchTeacherCommand.Create(context),
            BenchHttpCommand.Create(context),
            BenchHttpClientsCommand.Create(context),
            BenchTelemetryCommand.Create(context),
        };
}
