using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Protocol;

namespace Distillery.Coordinator.Tests.Http;

/// <summary>Holds up the coordinator's loop, as a disk that does not answer would.</summary>
internal sealed class BlockingObserver : IRunObserver, IDisposable
{
    private readonly ManualResetEventSlim _isHeld = new();
    private readonly ManualResetEventSlim _goOn = new();
    private bool _blocks;
    private bool _breaks;

    internal List<string> Warnings { get; } = [];

    /// <summary>The next event on the loop's thread blocks it.</summary>
    internal bool Blocks { get => Volatile.Read(ref _blocks); set => Volatile.Write(ref _blocks, value); }

    /// <summary>The next event on the loop's thread breaks it.</summary>
    internal bool Breaks { get => Volatile.Read(ref _breaks); set => Volatile.Write(ref _breaks, value); }

    public void Started(RunStart start)
    {
    }

    public void StepApplied(StepReport step)
    {
    }

    public void Evaluated(EvaluationReport evaluation)
    {
    }

    public void CheckpointSaved(long step)
    {
    }

    public void Warned(string text) => Warnings.Add(text);

    public void ClusterChanged(ClusterEvent happened)
    {
        if (Breaks) throw new IOException("the disk is gone");
        if (!Blocks) return;
        _isHeld.Set();
        _goOn.Wait();
    }

    internal void WaitUntilHeld() => _isHeld.Wait();

    internal void LetGo() => _goOn.Set();

    public void Dispose()
    {
        _isHeld.Dispose();
        _goOn.Dispose();
    }
}
