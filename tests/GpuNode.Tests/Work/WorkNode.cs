using System.Collections.Concurrent;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;
using Distillery.GpuNode.Work;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Messages.Membership;
using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;
using Distillery.Shared.Plans;

namespace Distillery.GpuNode.Tests.Work;

/// <summary>A node's work driven by hand: what it tells is waited for, one outcome after the other.</summary>
internal sealed class WorkNode : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2); // A hang must fail and not last.

    private readonly BlockingCollection<WorkOutcome> _outcomes = [];
    private readonly List<WorkOutcome> _waiting = [];
    private long _tickets;

    /// <param name="devices">As <c>--device</c> names them; stand-ins, for no other is in every machine.</param>
    internal WorkNode(
        RunConfig config, RunInputs inputs, string runFolder, string name = "node", int cores = 2, string devices = "cpu")
    {
        NodeWorkOptions options = new()
        {
            Writer = name, LoadInputs = (_, _, _) => inputs, Cores = cores, Devices = DeviceList.Parse(devices, () => null), Tell = Told.Enqueue,
        };
        Work = new NodeWork(options, _outcomes.Add, TimeProvider.System);
        Work.Load(new Welcome(new Generation(1, 0), "test", config.ToYaml(), config.Fingerprint, runFolder));
        Loaded = WaitFor<Loaded>();
    }

    internal NodeWork Work { get; }

    /// <summary>Sentences for people.</summary>
    internal ConcurrentQueue<string> Told { get; } = [];

    internal Loaded Loaded { get; }

    internal RunPlan Plan => Loaded.Plan;

    internal string Checksum => WeightsChecksum.Of(Work.Run.State.Weights);

    internal ulong StateHash => StateVectors.Hash(Work.Run.State.Vectors);

    /// <summary>The next outcome of that kind; others are kept for whoever waits for them.</summary>
    internal T WaitFor<T>(Func<T, bool>? isMeant = null) where T : WorkOutcome
    {
        while (true)
        {
            T? found = _waiting.OfType<T>().FirstOrDefault(outcome => isMeant is null || isMeant(outcome));
            if (found is not null)
            {
                _waiting.Remove(found);
                return found;
            }
            Assert.True(_outcomes.TryTake(out WorkOutcome? outcome, Patience), $"nothing came, and {typeof(T).Name} was due");
            if (outcome is WorkBroken broken && typeof(T) != typeof(WorkBroken)) Assert.Fail(broken.Failure.Problem);
            _waiting.Add(outcome);
        }
    }

    internal StateInstalled Restore(long appliedSteps)
    {
        long ticket = ++_tickets;
        Work.Restore(ticket, appliedSteps);
        return WaitFor<StateInstalled>(installed => installed.Ticket == ticket);
    }

    /// <summary>Orders a step's contributions and waits for all slices.</summary>
    internal IReadOnlyList<RankSpan> Compute(long step, RankSpan ranks)
    {
        IReadOnlyList<RankSpan> subtrees = RankTree.Subtrees(ranks, Plan.RankCount);
        long ticket = ++_tickets;
        Work.Compute(new ComputeOrder(ticket, step, subtrees, Plan.IsEvaluationDue(step), Plan.IsHashDue(step)));
        for (int slice = Plan.FirstSliceOf(step); slice < Plan.SliceCount; slice++)
            WaitFor<SliceComputed>(computed => computed.Ticket == ticket && computed.Slice == slice);
        return subtrees;
    }

    internal byte[] Contribution(long step, int slice, RankSpan ranks)
    {
        using Payload payload = Work.Contribution(step, slice, ranks);
        return payload.Bytes.ToArray();
    }

    internal SliceAverage Average(long step, int slice, IReadOnlyList<SlicePart> parts)
    {
        Work.Average(new Generation(1, 1), step, slice, parts);
        return WaitFor<Averaged>(averaged => averaged.Average.Step == step && averaged.Average.Slice == slice).Average;
    }

    internal Applied Apply(long step)
    {
        Work.Apply(new Generation(1, 1), step);
        return WaitFor<Applied>();
    }

    public void Dispose()
    {
        Work.Dispose();
        _outcomes.Dispose();
    }
}
