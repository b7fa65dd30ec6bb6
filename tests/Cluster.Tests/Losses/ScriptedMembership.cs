using System.Collections.Concurrent;
using Akka.Cluster;
using Distillery.Shared.Cluster.Losses;

namespace Distillery.Cluster.Tests.Losses;

/// <summary>Is as the test says, and remembers whom it was told to remove.</summary>
internal sealed class ScriptedMembership(UniqueAddress self) : IMembership
{
    private readonly ConcurrentQueue<UniqueAddress> _removed = new();

    internal List<SeenMember> Seen { get; } = [];

    internal HashSet<UniqueAddress> Going { get; } = [];

    internal IReadOnlyCollection<UniqueAddress> Removed => _removed;

    public UniqueAddress Self => self;

    public IReadOnlyList<SeenMember> Members => Seen;

    public bool IsGoing(UniqueAddress member) => Going.Contains(member);

    public void Remove(UniqueAddress member) => _removed.Enqueue(member);
}
