using System.Collections.Concurrent;
using Akka.Cluster;
using Distillery.Shared.Cluster.Losses;

namespace Distillery.Cluster.Tests.Losses;

/// <summary>Answers when the test says so.</summary>
internal sealed class ScriptedProbe : IDeathProbe
{
    private readonly BlockingCollection<TaskCompletionSource<bool>> _open = [];
    private int _asked;

    internal int Asked => Volatile.Read(ref _asked);

    public Task<bool> IsDeadAsync(UniqueAddress member, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _asked);
        var answer = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open.Add(answer, cancellation);
        return answer.Task;
    }

    internal void Answer(bool isDead) => _open.Take().SetResult(isDead);

    internal void Fail() => _open.Take().SetException(new InvalidOperationException("the probe has failed"));
}
