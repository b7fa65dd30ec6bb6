using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Work.Copies;
using Distillery.Shared;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Work;

/// <summary>From exceptions to words for people.</summary>
internal static class WorkFailures
{
    internal static WorkFailure Of(Exception failure) => failure switch
    {
        UserErrorException error => new WorkFailure(error.Message, error.NextStep, IsFatal: false, IsRequestWrong: true),
        DiskFullException error => new WorkFailure(error.Message, error.NextStep, IsFatal: false),
        CopiesDifferException error => new WorkFailure(error.Message, error.NextStep, IsFatal: false),
        TorchUnavailableException error => new WorkFailure(
            error.Message, error.NextStep, IsFatal: false, IsRequestWrong: true),
        TypeInitializationException { InnerException: TorchUnavailableException error } => Of(error),
        UnauthorizedAccessException => new WorkFailure(
            failure.Message, "Check the owner and the access rights, or name another place.", IsFatal: false,
            IsRequestWrong: true),
        IOException => new WorkFailure(
            failure.Message, "Look at the disk or network share that it names, then start this node again.", IsFatal: false),
        _ => new WorkFailure(
            $"unexpected {failure.GetType().Name}: {failure.Message.Split('\n', 2)[0].TrimEnd()}",
            "Run the same command again with --verbose to see where it happened.", IsFatal: false, Cause: failure),
    };
}
