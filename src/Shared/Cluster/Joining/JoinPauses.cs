namespace Distillery.Shared.Cluster.Joining;

/// <summary>How long a process waits before it tries once more to join: twice as long each time.</summary>
internal static class JoinPauses
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.25);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    /// <param name="attempt">How many have failed, from 1.</param>
    internal static TimeSpan After(int attempt) =>
        TimeSpan.FromSeconds(Math.Min(First.TotalSeconds * Math.Pow(2, attempt - 1), Longest.TotalSeconds));
}
