using Distillery.GpuNode.Data;

namespace Distillery.GpuNode.Tests.Data;

public sealed class PreparationPoolTests
{
    [Fact]
    public void Every_number_is_called_once_for_any_number_of_callers()
    {
        using PreparationPool pool = new(3);
        int[] calls = new int[400];
        Parallel.For(0, 4, caller => pool.Run(
            100, number => Interlocked.Increment(ref calls[(caller * 100) + number]), CancellationToken.None));
        Assert.All(calls, count => Assert.Equal(1, count));
        pool.Run(0, _ => Assert.Fail("there is no number"), CancellationToken.None);
    }

    /// <summary>Threads that one caller has woken take up the job of another, who has only just asked.</summary>
    [Fact]
    public void Many_short_jobs_of_many_callers_do_not_disturb_each_other()
    {
        using PreparationPool pool = new(2);
        int calls = 0;
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            for (int i = 0; i < 2000; i++) pool.Run(2, _ => Interlocked.Increment(ref calls), CancellationToken.None);
        });
        Assert.Equal(8 * 2000 * 2, calls);
    }

    [Fact]
    public void An_error_comes_to_the_caller_and_the_pool_goes_on()
    {
        using PreparationPool pool = new(2);
        Assert.Equal("at 5", Assert.Throws<IOException>(() => pool.Run(
            50, number =>
            {
                if (number == 5) throw new IOException("at 5");
            },
            CancellationToken.None)).Message);
        int sum = 0;
        pool.Run(10, number => Interlocked.Add(ref sum, number), CancellationToken.None);
        Assert.Equal(45, sum);
    }

    [Fact]
    public void A_stopped_caller_gets_away()
    {
        using PreparationPool pool = new(1);
        using CancellationTokenSource stop = new();
        int calls = 0;
        Assert.Throws<OperationCanceledException>(() => pool.Run(
            100, number =>
            {
                calls++;
                if (number == 3) stop.Cancel();
            },
            stop.Token));
        Assert.Equal(4, calls);
    }
}
