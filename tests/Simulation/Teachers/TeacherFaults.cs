using Distillery.Messages;
using Distillery.Simulation.Network;
using Distillery.Simulation.Time;

namespace Distillery.Simulation.Teachers;

/// <summary>Lets things go wrong between askers and teachers, as the seed says.</summary>
public sealed class TeacherFaults(TeacherWorld world, SeededRandom random)
{
    private const int Kinds = 9;

    /// <summary>Plans the next fault, and so on until their time is over.</summary>
    public void Begin()
    {
        int most = (int)(2_000_000 / world.Scenario.FaultsPerSecond);
        world.Queue.After(random.Between(1_000, most), () =>
        {
            if (world.IsOver || world.Queue.Now >= world.Scenario.FaultSeconds * 1_000_000L) return;
            Happen(random.Below(Kinds));
            Begin();
        });
    }

    private void Happen(int kind)
    {
        SimulatedTeacher? teacher = AnyTeacher();
        switch (kind)
        {
            case 0: world.StartTeacher(); break;
            case 1: world.ReplaceRoster(); break;
            case 2: Partition(); break;
            case 3 when teacher is not null: Kill(teacher, isMachineGone: false); break;
            case 4 when teacher is not null: Kill(teacher, isMachineGone: true); break;
            case 5 when teacher is not null: world.Network.Stall(teacher, random.Between(1_000, 3_000_000)); break;
            case 6 when teacher is not null: Slow(teacher); break;
            case 7 when teacher is not null && world.Teachers.Count(one => !one.Hangs) > 1: teacher.Hangs = true; break;
            case 8: Cut(); break;
        }
    }

    private SimulatedTeacher? AnyTeacher()
    {
        SimulatedTeacher[] awake = [.. world.Teachers.Where(teacher => teacher.IsAlive && !teacher.IsStalled)];
        return awake.Length == 0 ? null : random.Pick(awake);
    }

    private void Kill(SimulatedTeacher teacher, bool isMachineGone)
    {
        world.Kill(teacher, isMachineGone);
        if (random.Chance(70)) world.Queue.After(random.Between(10_000, 1_000_000), () => world.StartTeacher());
    }

    private void Slow(SimulatedTeacher teacher)
    {
        teacher.Slowness = random.Between(2, 40);
        world.Queue.After(random.Between(100_000, 2_000_000), () => teacher.Slowness = 1);
    }

    private void Cut()
    {
        SimulatedAsker asker = random.Pick(world.Askers);
        NodeId[] peers = [.. asker.Links.Keys.Order()];
        if (peers.Length > 0) world.Network.Cut(asker, random.Pick(peers));
    }

    private void Partition()
    {
        HashSet<NodeId> side = [.. world.Teachers.Where(_ => random.Chance(50)).Select(teacher => teacher.Id)];
        world.Network.Partition((one, other) => side.Contains(one) != side.Contains(other));
        world.Queue.After(random.Between(100_000, 3_000_000), world.Network.Heal);
    }
}
