using Distillery.Cli.Remote;
using Distillery.GpuNode.Tensors;
using Distillery.Shared;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Terminal;

/// <summary>The one place that turns what went wrong into words and an exit code.</summary>
/// <param name="Message">What is wrong, and where.</param>
/// <param name="NextStep">What to do next, as a full sentence.</param>
internal sealed record ErrorReport(string Message, string NextStep, int ExitCode)
{
    internal static ErrorReport Of(Exception exception) => exception switch
    {
        UserErrorException error => new(error.Message, error.NextStep, ExitCodes.RequestIsWrong),
        TorchUnavailableException error => new(error.Message, error.NextStep, ExitCodes.RequestIsWrong),
        TypeInitializationException { InnerException: TorchUnavailableException error } => Of(error),
        UnreachableException error => new(error.Message, UnreachableException.NextStep, ExitCodes.RequestIsWrong),
        RunFailedException error => new(error.Message, error.NextStep, ExitCodes.Failed),
        DiskFullException error => new(error.Message, error.NextStep, ExitCodes.Failed),
        IOException error when DiskFullException.Explains(error) =>
            new(error.Message, "Free some space, then run the same command again.", ExitCodes.Failed),
        UnauthorizedAccessException error =>
            new(error.Message, "Check the owner and the access rights, or name another place.",
                ExitCodes.RequestIsWrong),
        OperationCanceledException =>
            new("interrupted before it was done", "Run the same command again.", ExitCodes.Interrupted),
        _ => new(
            $"unexpected {exception.GetType().Name}: {FirstLine(exception.Message)}",
            "Run the same command again with --verbose to see where it happened.", ExitCodes.Failed),
    };

    /// <summary>Writes what is wrong and, on a line of its own, the next step.</summary>
    internal void Write(TextWriter error)
    {
        error.WriteLine($"error: {Message.TrimEnd('.')}");
        error.WriteLine($"next:  {NextStep}");
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd();
}
