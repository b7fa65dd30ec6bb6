using System.Collections.Concurrent;
using Distillery.GpuNode.Teacher.Answering;
using Distillery.Messages;
using Distillery.Messages.Teachers;
using Distillery.Torch;

namespace Distillery.GpuNode.Host;

/// <summary>Threads that compute the answers of a teacher, with libtorch's threads as the ranks have them, so that an answer has
/// the bits that it has on a rank's own thread.</summary>
internal sealed class AnsweringThreads : IDisposable
{
    private readonly BlockingCollection<Action> _batches = []; // The desk orders no more than there are threads.
    private readonly ITeacherService _service;
    private readonly Action<Exception> _broken;
    private readonly Thread[] _threads;

    /// <param name="broken">Gets the first failure; nothing is answered after it.</param>
    internal AnsweringThreads(ITeacherService service, int count, int torchThreads, Action<Exception> broken)
    {
        (_service, _broken) = (service, broken);
        _threads = [.. Enumerable.Range(0, count).Select(i => new Thread(() => Run(torchThreads))
        {
            IsBackground = true, Name = $"teacher {i}",
        })];
        foreach (Thread thread in _threads) thread.Start();
    }

    /// <param name="done">Called on one of the threads.</param>
    internal void Post(IReadOnlyList<TeacherQuery> queries, Action<IReadOnlyList<Payload?>> done)
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

    private void Run(int torchThreads)
    {
        TorchRuntime.Threads = torchThreads;
        foreach (Action batch in _batches.GetConsumingEnumerable())
        {
            try
            {
                batch();
            }
            catch (Exception failure) // Whatever it is, this teacher cannot go on, and its host must hear why.
            {
                _broken(failure);
                return;
            }
        }
    }
}
