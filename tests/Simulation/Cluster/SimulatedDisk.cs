using Distillery.Coordinator.Protocol;
using Distillery.Messages;
using Distillery.Messages.Progress;
using Distillery.Simulation.Checks;
using Distillery.Simulation.Training;

namespace Distillery.Simulation.Cluster;

/// <summary>The run folder: what outlives processes.</summary>
public sealed class SimulatedDisk
{
    private readonly Dictionary<string, (long Steps, ToyState State)> _pending = [];
    private int _folders;

    public List<StepRecord> Records { get; } = [];

    /// <summary>How many records would outlive a machine that loses its power.</summary>
    public int SyncedRecords { get; private set; }

    public SortedDictionary<long, ToyState> Checkpoints { get; } = [];

    public bool IsFull { get; set; }

    /// <summary>A quota on checkpoints is used up; the record still finds room.</summary>
    public bool RefusesCheckpoints { get; set; }

    public long Term { get; private set; }

    public long GenerationNumber { get; private set; }

    public IReadOnlyList<NodeId> Members { get; private set; } = [];

    public long NewestCheckpoint => Checkpoints.Count == 0 ? 0 : Checkpoints.Keys.Last();

    public void Remember(long term, long generationNumber, IReadOnlyList<NodeId> members)
    {
        Fence(term);
        (GenerationNumber, Members) = (generationNumber, members);
    }

    public void Append(long term, IReadOnlyList<StepRecord> records)
    {
        Fence(term);
        Records.AddRange(records);
    }

    public void Sync(int records) => SyncedRecords = Math.Max(SyncedRecords, Math.Min(records, Records.Count));

    public void Truncate(long term, long step)
    {
        Fence(term);
        Records.RemoveRange((int)step, Records.Count - (int)step);
        SyncedRecords = Math.Min(SyncedRecords, Records.Count);
    }

    /// <summary>Forgets what had not reached the disk.</summary>
    public void LosePower() => Records.RemoveRange(SyncedRecords, Records.Count - SyncedRecords);

    public string? Write(long steps, ToyState state)
    {
        if (IsFull || RefusesCheckpoints) return null;
        string folder = $"pending-{++_folders}";
        _pending[folder] = (steps, state);
        return folder;
    }

    public bool Publish(long term, string folder)
    {
        Fence(term);
        if (IsFull || !_pending.Remove(folder, out (long Steps, ToyState State) written)) return false;
        Checkpoints[written.Steps] = written.State;
        return true;
    }

    /// <summary>L3: only the coordinator that holds the lease writes.</summary>
    public void Fence(long term) => Checkers.Require(
        term == Term, $"L3: the coordinator of term {term} writes without its lease: that of term {Term} leads");

    /// <summary>What a new coordinator finds. It syncs the record first: it will tell nodes that it is durable.</summary>
    public CoordinatorPast Open()
    {
        Sync(Records.Count);
        return new CoordinatorPast(++Term, GenerationNumber, Members, Records.Count, NewestCheckpoint);
    }
}
