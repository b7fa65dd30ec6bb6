using System.Security.Cryptography;
using Distillery.Coordinator.Protocol;
using Distillery.Messages;
using Distillery.Messages.Membership;
using Distillery.Shared;
using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Record;

/// <summary>The run folder as a coordinator holds it: against all other coordinators, and with what the one before it has
/// left.</summary>
public sealed class CoordinatorFolder : IDisposable
{
    private const int RunIdBytes = 8;

    private readonly bool _isOwner;
    private CoordinatorState _state;

    private CoordinatorFolder(RunFolder run, bool isOwner, CoordinatorState state, StepLog steps, CoordinatorPast past) =>
        (Run, _isOwner, _state, Steps, Past) = (run, isOwner, state, steps, past);

    public RunFolder Run { get; }

    /// <summary>The log of steps, held against its chain.</summary>
    public StepLog Steps { get; }

    /// <summary>What was found, with this coordinator's own term.</summary>
    public CoordinatorPast Past { get; }

    /// <summary>Random, made once for this folder.</summary>
    public string RunId => _state.RunId;

    /// <summary>When the first attempt began.</summary>
    public DateTimeOffset StartedAt => _state.StartedAt;

    /// <summary>What the nodes have told of the run; null in a fresh folder.</summary>
    public RunFacts? Facts => _state.Facts;

    public ClusterHistory History => new(_state.GenerationNumber, _state.Losses, _state.RecoverySeconds);

    /// <summary>Locks the folder and takes the next term, which is on the disk when this returns.</summary>
    /// <param name="path">Created if need be.</param>
    /// <param name="warn">Gets a sentence for each thing that was damaged and passed over.</param>
    /// <exception cref="UserErrorException">Another process holds the folder, which the message names; or a file in it is
    /// damaged.</exception>
    /// <exception cref="DiskFullException">No room.</exception>
    public static CoordinatorFolder Open(string path, TimeProvider time, Action<string> warn)
    {
        RunFolder run = RunFolder.Open(path);
        try
        {
            return Open(run, isOwner: true, time, warn);
        }
        catch (Exception)
        {
            run.Dispose();
            throw;
        }
    }

    /// <summary>The same for a folder that this process has locked already.</summary>
    /// <param name="run">Not disposed here.</param>
    public static CoordinatorFolder Open(RunFolder run, TimeProvider time, Action<string> warn) =>
        Open(run, isOwner: false, time, warn);

    /// <summary>Remembers a generation, before anything of it is said.</summary>
    /// <param name="members">Empty when it is known that none lives, as at the end of a run.</param>
    /// <exception cref="DiskFullException">No room; the generation before is still remembered.</exception>
    public void Remember(long generationNumber, IReadOnlyList<NodeId> members) => Write(_state with
    {
        GenerationNumber = generationNumber,
        Members = [.. members.Select(member => member.Value)],
    });

    /// <summary>Remembers that a node was lost and how long the run stood for it.</summary>
    /// <param name="losses">So many nodes at once.</param>
    /// <exception cref="DiskFullException">No room.</exception>
    public void RememberLoss(int losses, double recoverySeconds) => Write(_state with
    {
        Losses = _state.Losses + losses,
        RecoverySeconds = [.. _state.RecoverySeconds, recoverySeconds],
    });

    /// <summary>Remembers what the run is.</summary>
    /// <exception cref="UserErrorException">It was another one when its steps were taken: data or networks have
    /// changed.</exception>
    /// <exception cref="DiskFullException">No room.</exception>
    public void Describe(RunFacts facts)
    {
        if (facts == Facts) return;
        bool isBegun = Steps.Count > 0 || Past.CheckpointSteps > 0;
        if (isBegun && Facts is { } before && !AreSameRun(before, facts))
        {
            throw new UserErrorException(
                $"{Run.FullPath} holds a run of {before.TrainingSamples} samples, {before.TotalSteps} steps and "
                + $"{before.VectorLength} weights, and the nodes now have {facts.TrainingSamples} samples, "
                + $"{facts.TotalSteps} steps and {facts.VectorLength} weights: data or networks have changed",
                "Bring the data back as they were, or choose another folder with --run-dir.");
        }
        Write(_state with { Facts = facts });
    }

    public void Dispose()
    {
        Steps.Dispose();
        if (_isOwner) Run.Dispose();
    }

    private static CoordinatorFolder Open(RunFolder run, bool isOwner, TimeProvider time, Action<string> warn)
    {
        CoordinatorState before = CoordinatorState.Read(run.CoordinatorPath) ?? new CoordinatorState
        {
            RunId = RandomNumberGenerator.GetHexString(2 * RunIdBytes, lowercase: true),
            StartedAt = time.GetUtcNow(),
        };
        CoordinatorState state = before with { Term = before.Term + 1 };
        StepLog steps = StepLog.Open(run.StepsPath, warn);
        try
        {
            // A checkpoint is published once the record of its steps is on the disk: where lines are missing, an earlier one
            // serves.
            Checkpoint? checkpoint = CheckpointStore.Recover(run.CheckpointsPath, steps.Count, warn);
            state.Write(run.CoordinatorPath); // It syncs the folder, so steps.jsonl has its name on the disk too.
            return new CoordinatorFolder(run, isOwner, state, steps, new CoordinatorPast(
                state.Term, before.GenerationNumber, [.. before.Members.Select(member => new NodeId(member))],
                steps.Count, checkpoint?.Step ?? 0));
        }
        catch (Exception)
        {
            steps.Dispose();
            throw;
        }
    }

    // How well the teacher does is measured, and may come out otherwise on another processor.
    private static bool AreSameRun(RunFacts before, RunFacts now) =>
        before == now with { TeacherTop1 = before.TeacherTop1, SliceCount = before.SliceCount };

    private void Write(CoordinatorState state)
    {
        state.Write(Run.CoordinatorPath);
        _state = state;
    }
}
