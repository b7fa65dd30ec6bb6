using System.Collections.Concurrent;
using Distillery.Shared;

namespace Distillery.GpuNode.Work;

/// <summary>A thread that does one thing after the other, in the order in which they were ordered.</summary>
public sealed class WorkThread : IDisposable
{
    // More than the slices of a step times the orders for each, over the two steps that can be under way: what is beyond
    // is a defect, not load.
    private const int MostOrders = 1 << 16;

    private readonly BlockingCollection<Action> _orders = new(MostOrders);
    private readonly Action<Exception> _broken;
    private readonly Thread _thread;
    private int _isDisposed;

    /// <param name="broken">Told of the first failure, on this thread; nothing is done after it.</param>
    public WorkThread(string name, Action<Exception> broken)
    {
        _broken = broken;
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    public void Post(Action order)
    {
        if (_orders.IsAddingCompleted) return; // The node ends.
        Invariant.That(_orders.TryAdd(order), $"more than {MostOrders} orders wait for the thread {_thread.Name}");
    }

    /// <summary>Waits until all that was ordered is done, and ends the thread. Safe to call again.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        _orders.CompleteAdding();
        _thread.Join();
        _orders.Dispose();
    }

    private void Run()
    {
        bool isBroken = false;
        foreach (Action order in _orders.GetConsumingEnumerable())
        {
            if (isBroken) continue;
            try
            {
                order();
            }
            catch (Exception failure) // Whatever it is, the node cannot go on, and its host must hear why.
            {
                isBroken = true;
                _broken(failure);
            }
        }
    }
}
