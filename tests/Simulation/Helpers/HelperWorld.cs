using System.Buffers.Binary;
using Distillery.Messages;
using Distillery.Messages.Helpers;
using Distillery.Simulation.Checks;
using Distillery.Simulation.Network;
using Distillery.Simulation.Time;

namespace Distillery.Simulation.Helpers;

/// <summary>Askers, helpers and the one who tells the first of the second, in virtual time.</summary>
public sealed class HelperWorld
{
    /// <summary>Of what the run is about.</summary>
    public const ulong RightFingerprint = 7;

    private const ulong WrongFingerprint = 8;
    private const long TickMicroseconds = 10_000;

    private readonly List<SimulatedHelper> _helpers = [];
    private int _startedHelpers;

    public HelperWorld(HelperScenario scenario, int keptTraceLines)
    {
        Scenario = scenario;
        Words = new HelperWords(scenario.Role);
        Random = new SeededRandom(SeededRandom.Mix(scenario.Seed));
        Trace = new Trace(keptTraceLines);
        Network = new SimulatedNetwork(Queue, Random, Trace, scenario.Network);
        Roster = new SimulatedRoster(this, term: 1);
        Add(Roster);
        Askers = [.. Enumerable.Range(0, scenario.Askers).Select(number => new SimulatedAsker(this, number))];
    }

    public HelperScenario Scenario { get; }

    /// <summary>What is said in this world.</summary>
    public HelperWords Words { get; }

    public EventQueue Queue { get; } = new();

    public SeededRandom Random { get; }

    public Trace Trace { get; }

    public SimulatedNetwork Network { get; }

    public SimulatedRoster Roster { get; private set; }

    public IReadOnlyList<SimulatedAsker> Askers { get; }

    public IReadOnlyList<SimulatedHelper> Helpers => _helpers;

    /// <summary>Since when no helper lives, in microseconds; null while one does.</summary>
    public long? AloneSince { get; private set; } = 0;

    public bool IsOver => Askers.All(asker => asker.IsDone);

    /// <summary>What the right helper says: a function of the query's content.</summary>
    public static byte[] AnswerTo(ReadOnlySpan<byte> content, ulong fingerprint)
    {
        byte[] answer = new byte[sizeof(ulong)];
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(content);
        BinaryPrimitives.WriteUInt64LittleEndian(answer, SeededRandom.Mix(value ^ fingerprint));
        return answer;
    }

    public void Begin()
    {
        foreach (SimulatedAsker asker in Askers)
        {
            Add(asker);
            asker.Begin();
        }
        for (int i = 0; i < Scenario.Helpers; i++) Queue.After(Random.Between(0, 300_000), () => StartHelper());
        if (Random.Chance(20)) StartHelper(WrongFingerprint);
    }

    /// <summary>A helper's process starts; it is ready once it has loaded.</summary>
    public SimulatedHelper StartHelper(ulong fingerprint = RightFingerprint)
    {
        SimulatedHelper process = new(this, new NodeId($"helper-{_startedHelpers++:000}"), fingerprint);
        _helpers.Add(process);
        AloneSince = null;
        Add(process);
        foreach (SimulatedAsker asker in Askers.Where(_ => Random.Chance(Scenario.PeersPercent))) BecomePeers(asker, process);
        Queue.After(Random.Between(1_000, 200_000), () => process.Do(() =>
        {
            process.Load();
            TellRoster();
        }));
        return process;
    }

    public void Kill(SimulatedHelper helper, bool isMachineGone)
    {
        Trace.Add(Queue.Now, $"{helper.Id} is killed");
        Network.Kill(helper, isMachineGone);
        _helpers.Remove(helper);
        if (!_helpers.Any(one => one.IsAlive)) AloneSince = Queue.Now;
        Queue.After(Random.Between(1_000, 1_000_000), TellRoster);
    }

    /// <summary>Another coordinator takes over; for a while it knows nobody.</summary>
    public void ReplaceRoster()
    {
        long term = Roster.Term + 1;
        Network.Kill(Roster, isMachineGone: false);
        Roster = new SimulatedRoster(this, term);
        Add(Roster);
        Queue.After(Random.Between(1_000, 500_000), TellRoster);
    }

    /// <summary>Either may dial, mostly while the helper still loads.</summary>
    private void BecomePeers(SimulatedAsker asker, SimulatedHelper helper)
    {
        (SimulatedProcess dialer, NodeId peer) = Random.Chance(50) ? ((SimulatedProcess)asker, helper.Id) : (helper, asker.Id);
        Queue.After(Random.Between(1, 100_000), () => dialer.Do(() => Network.Connect(dialer, peer)));
    }

    private void TellRoster()
    {
        HelperPlace[] places = [.. _helpers.Where(helper => helper.IsLoaded)
            .Select(helper => new HelperPlace(helper.Id, "")).OrderBy(place => place.Node)];
        Roster.Do(() => Roster.Tell(places));
    }

    private void Add(SimulatedProcess process)
    {
        Network.Add(process);
        Queue.After(Random.Between(1, (int)TickMicroseconds), () => TickAgain(process));
    }

    private void TickAgain(SimulatedProcess process)
    {
        if (!process.IsAlive || IsOver) return;
        if (!process.IsStalled) process.Tick(Queue.Milliseconds);
        Queue.After(TickMicroseconds, () => TickAgain(process));
    }
}
