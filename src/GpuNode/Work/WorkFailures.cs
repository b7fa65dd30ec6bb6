using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Training;
using Distillery.Shared;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Work;

/// <summary>From exceptions to words for people.</summary>
internal static class WorkFailures
{
    internal static WorkFailure OfTornSlice(long step, int slice) => new(
        $"slice {slice} of the average of step {step} was overwritten while this node copied it: the others have gone on without it",
        "Start this node again.", IsFatal: false);

    internal static WorkFailure Of(Exception failure) => failure switch
    {
        UserErrorException error => new WorkFailure(error.Message, error.NextStep, IsFatal: false),
        RunFailedException error => new WorkFailure(error.Message, error.NextStep, IsFatal: true),
        DiskFullException error => new WorkFailure(error.Message, error.NextStep, IsFatal: false),
        IOException or UnauthorizedAccessException => new WorkFailure(
            failure.Message, "Look at the disk or network share that it names, then start this node again.", IsFatal: false),
        _ => new WorkFailure(
            failure.ToString(), // A defect: where it happened is what will explain it.
            "Start this node again; if it happens again, report it with the node's log.", IsFatal: false),
    };
}
