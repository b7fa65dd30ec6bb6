using Distillery.GpuNode.Protocol;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;

namespace Distillery.GpuNode.Tests;

/// <summary>Takes orders and never does anything; loading fails where a test wants it to.</summary>
internal sealed class IdleWork : INodeWork
{
    internal Exception? LoadFailure { get; init; }

    internal Welcome? Loading { get; private set; }

    internal int Loads { get; private set; }

    public void Load(Welcome welcome)
    {
        Loads++;
        if (LoadFailure is { } failure) throw failure;
        Loading = welcome;
    }

    public void Restore(long ticket, long appliedSteps)
    {
    }

    public void Compute(ComputeOrder order)
    {
    }

    public Payload Contribution(long step, int slice, RankSpan subtree) => throw new InvalidOperationException();

    public void Average(Generation generation, long step, int slice, IReadOnlyList<SlicePart> parts)
    {
    }

    public void Keep(SliceAverage average)
    {
    }

    public void Apply(Generation generation, long step)
    {
    }

    public SliceAverage AppliedAverage(Generation generation, int slice) => throw new InvalidOperationException();

    public IReadOnlyList<Payload> StatePieces() => [];

    public void KeepPiece(StateChunk piece)
    {
    }

    public void InstallState(long ticket, long appliedSteps)
    {
    }

    public void WriteCheckpoint(long appliedSteps)
    {
    }
}
