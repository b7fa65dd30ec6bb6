using System.Diagnostics;
using Distillery.Shared.Cluster;
using Distillery.Shared.Cluster.Host;
using Distillery.Shared.Cluster.Leading;

namespace Distillery.ClusterBench.Host;

/// <summary>From the leader's death to the standby's first answer to a third process.</summary>
internal static class LeaderBench
{
    internal static async Task RunAsync(int trials)
    {
        using var folder = new TemporaryFolder();
        Times answered = new("a standby answers");
        await using var engines = new Engines();
        ClusterEngine node = await engines.AddAsync(parts: Leaders.Asking);
        (SystemHost Host, RunFolderClaim Claim) leader = await AddAsync("0");
        await Leaders.FindAsync(node.System, "0");
        for (int trial = 1; trial <= trials; trial++)
        {
            (SystemHost Host, RunFolderClaim Claim) standby = await AddAsync($"{trial}");
            await engines.AllSeeAsync(3);
            await Wait.For(TimeSpan.FromSeconds(0.5));
            long began = Stopwatch.GetTimestamp();
            leader.Claim.Dispose(); // As the system does for a process that dies.
            Task killed = Engines.KillAsync(leader.Host);
            await Leaders.FindAsync(node.System, $"{trial}");
            answered.Add(Stopwatch.GetElapsedTime(began));
            await killed;
            leader = standby;
        }
        leader.Claim.Dispose();
        Console.WriteLine($"the leader of 3 members dies: {answered}");

        async Task<(SystemHost Host, RunFolderClaim Claim)> AddAsync(string name)
        {
            var claim = new RunFolderClaim(folder.At("run"), mayCreate: true);
            return (await engines.AddVictimAsync(ClusterRoles.Coordinator, Leaders.Candidate(name, claim)), claim);
        }
    }
}
