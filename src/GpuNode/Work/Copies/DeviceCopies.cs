using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;

namespace Distillery.GpuNode.Work.Copies;

/// <summary>The training state, once on each device of this node. A step changes all copies alike, each by the same average on its own
/// device; what comes from elsewhere, such as a checkpoint, comes to the first and is copied from there.</summary>
/// <remarks>Whoever calls has the state for itself, as in <see cref="NodeWork"/>.</remarks>
internal sealed class DeviceCopies : IDisposable
{
    private readonly WorkerPool _workers;

    /// <param name="workers">At least one a device; worker w computes on device w modulo their number.</param>
    /// <param name="create">Makes the initial state on a device.</param>
    internal DeviceCopies(IReadOnlyList<ComputeDevice> devices, WorkerPool workers, Func<Device, TrainingState> create)
    {
        _workers = workers;
        All = [.. devices.Select((device, number) => new DeviceCopy(
            device, create(device.Torch),
            [.. Enumerable.Range(0, workers.Count).Where(worker => worker % devices.Count == number)]))];
    }

    internal IReadOnlyList<DeviceCopy> All { get; }

    /// <summary>The state that is handed over and written into checkpoints.</summary>
    internal TrainingState First => All[0].State;

    /// <summary>Where a worker computes.</summary>
    internal DeviceCopy OfWorker(int worker) => All[worker % All.Count];

    /// <summary>Calls body for every item, on the threads of the device that the item belongs to.</summary>
    /// <param name="owners">By item: its device.</param>
    internal void Run(IReadOnlyList<DeviceCopy> owners, Action<int> body)
    {
        Dictionary<DeviceCopy, int> given = [];
        int[] workerOf = new int[owners.Count];
        for (int item = 0; item < workerOf.Length; item++)
        {
            int[] workers = owners[item].Workers;
            int turn = given.GetValueOrDefault(owners[item]);
            workerOf[item] = workers[turn % workers.Length];
            given[owners[item]] = turn + 1;
        }
        _workers.Run(workerOf, body);
    }

    /// <summary>Does the same on each device, side by side; where there is one alone, on the calling thread.</summary>
    internal void Each(Action<DeviceCopy> action)
    {
        if (All.Count == 1) action(All[0]);
        else Run(All, number => action(All[number]));
    }

    /// <summary>All copies take over what the first one has become.</summary>
    /// <param name="appliedSteps">The steps that it has behind it.</param>
    /// <exception cref="CopiesDifferException">What arrived is not what was sent.</exception>
    internal void TakeFirst(long appliedSteps)
    {
        First.Step = appliedSteps;
        foreach (DeviceCopy copy in All.Skip(1)) copy.State.CopyFrom(First);
        RequireSame();
    }

    /// <summary>Counts a step that changes nothing.</summary>
    internal void Skip()
    {
        foreach (DeviceCopy copy in All) copy.State.Step++;
    }

    /// <summary>Compares the hashes of all copies, which costs each device a copy of its state into host memory.</summary>
    /// <exception cref="CopiesDifferException">One is not like the first.</exception>
    internal void RequireSame()
    {
        if (All.Count == 1) return;
        ulong[] hashes = new ulong[All.Count];
        Run(All, number => hashes[number] = StateVectors.Hash(All[number].State.Vectors));
        int other = Array.FindIndex(hashes, hash => hash != hashes[0]);
        if (other >= 0) throw new CopiesDifferException(All[0].Device, All[other].Device, First.Step);
    }

    public void Dispose()
    {
        foreach (DeviceCopy copy in All) copy.Dispose();
    }
}
