using Distillery.Messages;
using Distillery.Simulation.Network;
using Distillery.Simulation.Time;

namespace Distillery.Simulation.Helpers;

/// <summary>Lets things go wrong between askers and helpers, as the seed says.</summary>
public sealed class HelperFaults(HelperWorld world, SeededRandom random)
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
        SimulatedHelper? helper = AnyHelper();
        switch (kind)
        {
            case 0: world.StartHelper(); break;
            case 1: world.ReplaceRoster(); break;
            case 2: Partition(); break;
            case 3 when helper is not null: Kill(helper, isMachineGone: false); break;
            case 4 when helper is not null: Kill(helper, isMachineGone: true); break;
            case 5 when helper is not null: world.Network.Stall(helper, random.Between(1_000, 3_000_000)); break;
            case 6 when helper is not null: Slow(helper); break;
            case 7 when helper is not null && world.Helpers.Count(one => !one.Hangs) > 1: helper.Hangs = true; break;
            case 8: Cut(); break;
        }
    }

    private SimulatedHelper? AnyHelper()
    {
        SimulatedHelper[] awake = [.. world.Helpers.Where(helper => helper.IsAlive && !helper.IsStalled)];
        return awake.Length == 0 ? null : random.Pick(awake);
    }

    private void Kill(SimulatedHelper helper, bool isMachineGone)
    {
        world.Kill(helper, isMachineGone);
        if (random.Chance(70)) world.Queue.After(random.Between(10_000, 1_000_000), () => world.StartHelper());
    }

    private void Slow(SimulatedHelper helper)
    {
        helper.Slowness = random.Between(2, 40);
        world.Queue.After(random.Between(100_000, 2_000_000), () => helper.Slowness = 1);
    }

    private void Cut()
    {
        SimulatedAsker asker = random.Pick(world.Askers);
        NodeId[] peers = [.. asker.Links.Keys.Order()];
        if (peers.Length > 0) world.Network.Cut(asker, random.Pick(peers));
    }

    private void Partition()
    {
        HashSet<NodeId> side = [.. world.Helpers.Where(_ => random.Chance(50)).Select(helper => helper.Id)];
        world.Network.Partition((one, other) => side.Contains(one) != side.Contains(other));
        world.Queue.After(random.Between(100_000, 3_000_000), world.Network.Heal);
    }
}
