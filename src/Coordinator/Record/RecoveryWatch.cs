using Distillery.Messages;

namespace Distillery.Coordinator.Record;

/// <summary>Measures how long a run stands still for the nodes that it loses: from a loss to the first record of a step that
/// was applied without them.</summary>
internal sealed class RecoveryWatch(TimeProvider time)
{
    private long _startTimestamp;
    private Generation _awaited;

    /// <summary>Nodes lost since the run went on last.</summary>
    internal int PendingLosses { get; private set; }

    internal void NoteLoss()
    {
        if (PendingLosses++ == 0) _startTimestamp = time.GetTimestamp();
    }

    /// <summary>A new generation is being formed: only its steps count as going on.</summary>
    internal void NoteForming(Generation generation)
    {
        if (PendingLosses > 0) _awaited = generation;
    }

    /// <summary>A step was applied.</summary>
    /// <returns>The losses that it ends and how long they took in seconds; null when there were none.</returns>
    internal (int Losses, double Seconds)? NoteStep(Generation generation)
    {
        if (PendingLosses == 0 || generation < _awaited) return null;
        (int Losses, double Seconds) recovery = (PendingLosses, time.GetElapsedTime(_startTimestamp).TotalSeconds);
        PendingLosses = 0;
        return recovery;
    }
}
