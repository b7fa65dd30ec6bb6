using System.Collections.Concurrent;
using Distillery.GpuNode.Helpers;
using Distillery.GpuNode.Tensors;
using Distillery.Messages.Helpers;

namespace Distillery.GpuNode.Host;

/// <summary>Threads that answer queries. Where libtorch computes an answer, it has as many threads as on a rank's own, so that the
/// answer has the bits that it has there.</summary>
internal sealed class HelperThreads : IDisposable
{
    private readonly BlockingCollection<Action> _batches = []; // The desk orders no more than there are threads.
    private readonly IHelperService _service;
    private readonly Action<Exception> _broken;
    private readonly Thread[] _threads;

    /// <param name="torchThreads">Inside one operator; null where libtorch is not used.</param>
    /// <param name="name">Of the threads.</param>
    /// <param name="broken">Gets the first failure; nothing is answered after it.</param>
    internal HelperThreads(IHelperService service, int count, int? torchThreads, string name, Action<Exception> broken)
    {
        (_service, _broken) = (service, broken);
        _threads = [.. Enumerable.Range(0, count).Select(i => new Thread(() => Run(torchThreads))
        {
            IsBackground = true, Name = $"{name} {i}",
        })];
        foreach (Thread thread in _threads) thread.Start();
    }

    /// <param name="done">Called on one of the threads.</param>
    internal void Post(IReadOnlyList<HelperQuery> queries, Action<IReadOnlyList<HelperAnswer?>> done)
    {
        if (!_batches.IsAddingCompleted) _batches.Add(() => done(_service.Compute(queries)));
    }

    /// <summary>Finishes what is ordered.</summary>
    public void Dispose()
    {
        _batches.CompleteAdding();
        foreach (Thread thread in _threads) thread.Join();
        _batches.Dispose();
    }

    private void Run(int? torchThreads)
    {
        if (torchThreads is { } threads) TorchRuntime.Threads = threads;
        foreach (Action batch in _batches.GetConsumingEnumerable())
        {
            try
            {
                batch();
            }
            catch (Exception failure) // Whatever it is, this helper cannot go on, and its host must hear why.
            {
                _broken(failure);
                return;
            }
        }
    }
}
