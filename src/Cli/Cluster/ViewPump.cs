using System.Collections.Concurrent;
using Distillery.Cli.Progress;
using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Protocol;

namespace Distillery.Cli.Cluster;

/// <summary>Brings what coordinator and nodes tell from their threads to the one thread that draws. A terminal that stands still
/// does not hold up a run: steps are then left out.</summary>
/// <param name="tellsMembership">Whether people want to read of nodes that come and go.</param>
internal sealed class ViewPump(IRunView view, bool tellsMembership) : IRunObserver, IDisposable
{
    private const int MostWaiting = 1 << 16;

    private readonly BlockingCollection<Action> _events = new(MostWaiting);

    public void Started(RunStart start) => Post(() => view.Started(start));

    public void StepApplied(StepReport step) => _events.TryAdd(() => view.StepApplied(step));

    public void Evaluated(EvaluationReport evaluation) => Post(() => view.Evaluated(evaluation));

    public void CheckpointSaved(long step) => Post(() => view.CheckpointSaved(step));

    public void Warned(string text) => Post(() => view.Warned(text));

    public void ClusterChanged(ClusterEvent happened)
    {
        bool isTrouble = happened.Kind is ClusterEventKind.CheckpointFailed or ClusterEventKind.StepSkipped;
        if (isTrouble || tellsMembership) Post(() => view.ClusterChanged(happened));
    }

    internal void Preparing(string text) => Post(() => view.Preparing(text));

    /// <summary>Shows what is told until the task has ended, and then the rest of it.</summary>
    /// <returns>The task's result; its exception is thrown as it is.</returns>
    internal T RunUntilEnd<T>(Task<T> task)
    {
        task.ContinueWith(_ => _events.CompleteAdding(), TaskScheduler.Default);
        foreach (Action happened in _events.GetConsumingEnumerable()) happened();
        return task.GetAwaiter().GetResult();
    }

    public void Dispose() => _events.Dispose();

    private void Post(Action happened)
    {
        try
        {
            _events.Add(happened);
        }
        catch (InvalidOperationException)
        {
            // The run has ended, and with it what there is to see.
        }
    }
}
