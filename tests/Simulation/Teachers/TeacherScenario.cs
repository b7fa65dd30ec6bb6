using Distillery.GpuNode.Protocol.Teachers;
using Distillery.Simulation.Network;
using Distillery.Simulation.Time;

namespace Distillery.Simulation.Teachers;

/// <summary>Students that ask, teachers that answer, and how badly things go; every number is drawn from the seed.</summary>
/// <param name="RanksPerAsker">Each has one query at a time.</param>
/// <param name="QueriesPerRank">Then it is done.</param>
/// <param name="PeersPercent">So likely an asker and a teacher that starts are linked for another reason, before the asker is told that
/// it teaches: nodes that train have links with each other, and some of them teach.</param>
/// <param name="FaultSeconds">Faults happen in so many virtual seconds; then they stop.</param>
public sealed record TeacherScenario(
    ulong Seed, int Askers, int RanksPerAsker, int QueriesPerRank, int Teachers, TeacherPoolLimits Pool, TeacherDeskLimits Desk,
    NetworkTemper Network, int ComputeMilliseconds, int PeersPercent, int FaultSeconds, double FaultsPerSecond)
{
    public const long LossAfterMicroseconds = 1_000_000;

    public static TeacherScenario FromSeed(ulong seed)
    {
        SeededRandom random = new(SeededRandom.Mix(seed ^ 0x7eac4e12));
        int teachers = random.Between(1, 4);
        return new TeacherScenario(
            seed, random.Between(1, 3), random.Between(1, 3), random.Between(20, 80), teachers,
            new TeacherPoolLimits(random.Between(1, 3), random.Pick([20L, 100, 500])),
            new TeacherDeskLimits(
                random.Pick([1, 2, 8]), random.Between(1, 2), random.Pick([4, 16, 64]), random.Pick([0L, 5, 20]), random.Chance(50)),
            new NetworkTemper(
                LossAfterMicroseconds, random.Pick([0, 2, 20]), random.Pick([5_000, 50_000, 300_000]), random.Pick([0, 5, 50])),
            random.Between(1, 20), random.Pick([0, 0, 50, 100]), random.Between(1, 6), random.Pick([0.5, 2.0, 6.0]));
    }
}
