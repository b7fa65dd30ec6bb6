namespace Distillery.ClusterBench.Host;

/// <summary>Waits for what several ActorSystems do on threads of their own.</summary>
internal static class Wait
{
    /// <summary>A test that needs more has failed, also on a machine that does much else.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    internal static async Task Until(Func<bool> condition, string what)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!condition())
        {
            if (limit.IsCancellationRequested) throw new TimeoutException($"not within {Patience.TotalSeconds} s: {what}");
            await Task.Delay(Pause);
        }
    }

    /// <summary>Lets time pass in which something must not happen.</summary>
    internal static Task For(TimeSpan time) => Task.Delay(time);
}
