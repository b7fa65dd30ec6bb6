using Distillery.GpuNode.Protocol.Helpers;
using Distillery.Messages.Membership;
using Distillery.Simulation.Network;
using Distillery.Simulation.Time;

namespace Distillery.Simulation.Helpers;

/// <summary>Students that ask, teachers or data nodes that answer, and how badly things go; every number is drawn from the
/// seed.</summary>
/// <param name="Role">Teacher or data.</param>
/// <param name="QueriesAtOnce">That a rank has open: one to teachers, those of some steps to data nodes.</param>
/// <param name="QueriesPerRank">Then it is done.</param>
/// <param name="PeersPercent">So likely an asker and a helper that starts are linked for another reason, before the asker is told that
/// it helps: nodes that train have links with each other, and some of them teach or prepare data.</param>
/// <param name="FaultSeconds">Faults happen in so many virtual seconds; then they stop.</param>
public sealed record HelperScenario(
    ulong Seed, NodeRoles Role, int Askers, int RanksPerAsker, int QueriesAtOnce, int QueriesPerRank, int Helpers,
    HelperPoolLimits Pool, HelperDeskLimits Desk, NetworkTemper Network, int ComputeMilliseconds, int PeersPercent, int FaultSeconds, double FaultsPerSecond)
{
    public const long LossAfterMicroseconds = 1_000_000;

    public static HelperScenario FromSeed(ulong seed)
    {
        SeededRandom random = new(SeededRandom.Mix(seed ^ 0x7eac4e12));
        bool isData = random.Chance(50);
        int helpers = random.Between(1, 4);
        return new HelperScenario(
            seed, isData ? NodeRoles.Data : NodeRoles.Teacher, random.Between(1, 3), random.Between(1, 3),
            isData ? random.Between(1, 6) : 1, random.Between(20, 80), helpers,
            new HelperPoolLimits(
                random.Between(1, 3), random.Pick([20L, 100, 500]), isData ? random.Pick([50L, 200, 1_000]) : null),
            new HelperDeskLimits(
                random.Pick([1, 2, 8]), random.Between(1, 2), random.Pick([4, 16, 64]), random.Pick([0L, 5, 20]), random.Chance(50)),
            new NetworkTemper(
                LossAfterMicroseconds, random.Pick([0, 2, 20]), random.Pick([5_000, 50_000, 300_000]), random.Pick([0, 5, 50])),
            random.Between(1, 20), random.Pick([0, 0, 50, 100]), random.Between(1, 6), random.Pick([0.5, 2.0, 6.0]));
    }
}
