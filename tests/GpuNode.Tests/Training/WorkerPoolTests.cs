using Distillery.GpuNode.Training;

namespace Distillery.GpuNode.Tests.Training;

public sealed class WorkerPoolTests
{
    [Theory]
    [InlineData(1, 7)]
    [InlineData(3, 7)]
    [InlineData(4, 2)]
    [InlineData(2, 0)]
    public void Every_item_runs_once_on_the_worker_of_its_number(int workerCount, int itemCount)
    {
        using WorkerPool pool = new(workerCount, threadsPerWorker: 1);
        string?[] threads = new string?[itemCount];
        int[] runs = new int[itemCount];
        pool.Run(itemCount, item =>
        {
            threads[item] = Thread.CurrentThread.Name;
            Interlocked.Increment(ref runs[item]);
        });
        Assert.All(runs, count => Assert.Equal(1, count));
        for (int item = 0; item < itemCount; item++) Assert.Equal($"worker {item % workerCount}", threads[item]);
    }

    [Fact]
    public void Items_run_on_the_workers_that_are_named_for_them()
    {
        using WorkerPool pool = new(3, threadsPerWorker: 1);
        int[] workerOf = [2, 0, 2, 2, 0];
        string?[] threads = new string?[workerOf.Length];
        pool.Run(workerOf, item => threads[item] = Thread.CurrentThread.Name);
        Assert.Equal(workerOf.Select(worker => $"worker {worker}"), threads);
    }

    [Fact]
    public void Workers_run_side_by_side()
    {
        using WorkerPool pool = new(3, threadsPerWorker: 1);
        using Barrier meeting = new(3);
        bool[] met = new bool[3];
        pool.Run(3, item => met[item] = meeting.SignalAndWait(TimeSpan.FromSeconds(60)));
        Assert.Equal([true, true, true], met);
    }

    [Fact]
    public void The_exception_of_the_lowest_item_is_thrown_after_all_items_ran()
    {
        using WorkerPool pool = new(3, threadsPerWorker: 1);
        bool[] ran = new bool[9];
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => pool.Run(9, item =>
        {
            ran[item] = true;
            if (item is 2 or 4 or 7) throw new InvalidOperationException($"item {item}");
        }));
        Assert.Equal("item 2", error.Message);
        Assert.DoesNotContain(false, ran);
        Assert.Contains(nameof(The_exception_of_the_lowest_item_is_thrown_after_all_items_ran), error.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pool_goes_on_after_an_exception()
    {
        using WorkerPool pool = new(2, threadsPerWorker: 1);
        Assert.Throws<InvalidOperationException>(() => pool.Run(2, _ => throw new InvalidOperationException()));
        int sum = 0;
        pool.Run(10, item => Interlocked.Add(ref sum, item));
        Assert.Equal(45, sum);
    }

    [Fact]
    public void A_pool_may_be_disposed_again()
    {
        WorkerPool pool = new(2, threadsPerWorker: 1);
        pool.Run(2, _ => { });
        pool.Dispose();
        pool.Dispose();
    }
}
