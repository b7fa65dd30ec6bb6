using Distillery.GpuNode.Compute;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Training;
using Distillery.Messages.Progress;
using Distillery.Shared;
using Distillery.Shared.Compute;
using Distillery.Shared.Plans;

namespace Distillery.GpuNode.Work;

/// <summary>Computes what this node's ranks contribute to a step.</summary>
internal sealed class StepComputer(
    RunParts run, RunPlan plan, WorkerPool workers, RankSeats seats, RankContributions contributions,
    EvaluationShare evaluation, Action<WorkOutcome> tell)
{
    /// <summary>Carries an order out. What a rank has computed of this step before is used again.</summary>
    /// <param name="nodeSeconds">By phase, of the node's own work on the step before.</param>
    /// <param name="stop">Gives it up, at the latest after the ranks that are being computed.</param>
    internal void Compute(ComputeOrder order, double[] nodeSeconds, CancellationToken stop)
    {
        if (stop.IsCancellationRequested) return;
        long appliedSteps = run.Copies.First.Step;
        Invariant.That(appliedSteps == order.Step, $"step {order.Step} is computed at the weights of step {appliedSteps}");
        run.Meters.StepBegun(order.Step);
        int[] ranks = [.. order.Subtrees.SelectMany(subtree => Enumerable.Range(subtree.First, subtree.Count))];
        RankSeat[] due = [.. seats.Assign(ranks, order.Step).Where(seat => seat.ComputedStep != order.Step)];
        contributions.Arrange(order.Step, order.Subtrees, seats);
        if (!TryComputeRanks(order, due, nodeSeconds, stop)) return;
        run.Meters.PartDone();
        if (due.Length == 0) workers.Run(plan.ReportSlice - plan.FirstSliceOf(order.Step), slice => Finish(order, slice, stop));
        if (!stop.IsCancellationRequested) tell(new SliceComputed(order.Ticket, plan.ReportSlice));
    }

    private bool TryComputeRanks(ComputeOrder order, RankSeat[] due, double[] nodeSeconds, CancellationToken stop)
    {
        ulong? hash = order.HashesWeights ? HashWeights() : null;
        EvaluationPart[]? parts = null;
        if (order.Evaluates)
        {
            run.Meters.Ledger.Begin(DeviceTask.Evaluating);
            parts = evaluation.Measure(Array.ConvertAll(due, seat => seat.Rank!.Value), workers, stop);
            run.Meters.Ledger.End(DeviceTask.Evaluating);
            if (parts is null) return false;
        }
        run.Meters.Ledger.Begin(DeviceTask.Computing);
        bool isDone = TryRun(due, i =>
        {
            if (stop.IsCancellationRequested) return;
            if (plan.IsClosing(order.Step)) due[i].Close(order.Step, hash, parts?[i]);
            else due[i].Compute(order.Step, nodeSeconds, hash, parts?[i], slice =>
            {
                if (contributions.Arrive(due[i], slice)) Finish(order, slice, stop);
            }, stop);
        }, stop);
        if (isDone) run.Meters.Ledger.EndComputing(SumPhases(due));
        else run.Meters.Ledger.GiveUpComputing();
        return isDone;
    }

    /// <summary>Every rank on the threads of its device.</summary>
    private bool TryRun(RankSeat[] due, Action<int> body, CancellationToken stop)
    {
        try
        {
            run.Copies.Run(Array.ConvertAll(due, seat => seat.Copy), body);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // A rank was waiting for a teacher.
        }
        return !stop.IsCancellationRequested;
    }

    /// <summary>Of the weights before the step; it is also the occasion to compare the copies.</summary>
    private ulong HashWeights()
    {
        run.Copies.RequireSame();
        return StateVectors.Hash(StateVectors.Of(run.Copies.First.Weights));
    }

    /// <summary>By phase, over the ranks; nothing in the closing step.</summary>
    private static double[] SumPhases(RankSeat[] seats)
    {
        double[] sums = new double[Enum.GetValues<StepPhase>().Length];
        foreach (RankSeat seat in seats)
        {
            for (int phase = 0; phase < seat.PhaseSeconds.Count; phase++) sums[phase] += seat.PhaseSeconds[phase];
        }
        return sums;
    }

    /// <summary>All ranks have their part of a slice: it is summed and told at once, while backward goes on with
    /// others.</summary>
    private void Finish(ComputeOrder order, int slice, CancellationToken stop)
    {
        if (stop.IsCancellationRequested) return;
        contributions.Sum(slice);
        tell(new SliceComputed(order.Ticket, slice));
    }
}
