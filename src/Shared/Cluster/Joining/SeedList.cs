using Akka.Actor;
using Distillery.Shared.TensorLinks.Tcp;

namespace Distillery.Shared.Cluster.Joining;

/// <summary>Whom a process asks for admission, and whether it may found a cluster where nobody answers.</summary>
/// <remarks>Akka's rule: only the first of the list founds a cluster, and it asks the others first. So a coordinator that is started
/// again and knows its former members returns to them, and does not found a second cluster beside theirs.</remarks>
internal static class SeedList
{
    /// <param name="self">This process, as the others know it.</param>
    /// <param name="named">By the person, in this order; empty for a process that founds.</param>
    /// <param name="remembered">Members of the cluster that the process belonged to before it was started again.</param>
    internal static IReadOnlyList<Address> Of(Address self, IEnumerable<HostAndPort> named, IEnumerable<HostAndPort> remembered)
    {
        List<Address> seeds = [.. named.Select(seed => self.WithHost(seed.Host).WithPort(seed.Port))];
        if (seeds.Count == 0) seeds.Add(self);
        seeds.AddRange(remembered.Select(member => self.WithHost(member.Host).WithPort(member.Port)));
        return [.. seeds.Distinct()];
    }
}
