using System.Buffers.Binary;
using Distillery.Messages;
using Distillery.Messages.Teachers;
using Distillery.Simulation.Checks;
using Distillery.Simulation.Network;
using Distillery.Simulation.Time;

namespace Distillery.Simulation.Teachers;

/// <summary>Askers, teachers and the one who tells the first of the second, in virtual time.</summary>
public sealed class TeacherWorld
{
    /// <summary>Of the teacher that the run is about.</summary>
    public const ulong RightTeacher = 7;

    private const ulong WrongTeacher = 8;
    private const long TickMicroseconds = 10_000;

    private readonly List<SimulatedTeacher> _teachers = [];
    private int _startedTeachers;

    public TeacherWorld(TeacherScenario scenario, int keptTraceLines)
    {
        Scenario = scenario;
        Random = new SeededRandom(SeededRandom.Mix(scenario.Seed));
        Trace = new Trace(keptTraceLines);
        Network = new SimulatedNetwork(Queue, Random, Trace, scenario.Network);
        Roster = new SimulatedRoster(this, term: 1);
        Add(Roster);
        Askers = [.. Enumerable.Range(0, scenario.Askers).Select(number => new SimulatedAsker(this, number))];
    }

    public TeacherScenario Scenario { get; }

    public EventQueue Queue { get; } = new();

    public SeededRandom Random { get; }

    public Trace Trace { get; }

    public SimulatedNetwork Network { get; }

    public SimulatedRoster Roster { get; private set; }

    public IReadOnlyList<SimulatedAsker> Askers { get; }

    public IReadOnlyList<SimulatedTeacher> Teachers => _teachers;

    public bool IsOver => Askers.All(asker => asker.IsDone);

    /// <summary>What the right teacher says: a function of the query's content.</summary>
    public static byte[] AnswerTo(ReadOnlySpan<byte> content, ulong teacher)
    {
        byte[] answer = new byte[sizeof(ulong)];
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(content);
        BinaryPrimitives.WriteUInt64LittleEndian(answer, SeededRandom.Mix(value ^ teacher));
        return answer;
    }

    public void Begin()
    {
        foreach (SimulatedAsker asker in Askers)
        {
            Add(asker);
            asker.Begin();
        }
        for (int i = 0; i < Scenario.Teachers; i++) Queue.After(Random.Between(0, 300_000), () => StartTeacher());
        if (Random.Chance(20)) StartTeacher(WrongTeacher);
    }

    /// <summary>A teacher's process starts; it is ready once it has loaded.</summary>
    public SimulatedTeacher StartTeacher(ulong teacher = RightTeacher)
    {
        SimulatedTeacher process = new(this, new NodeId($"teacher-{_startedTeachers++:000}"), teacher);
        _teachers.Add(process);
        Add(process);
        foreach (SimulatedAsker asker in Askers.Where(_ => Random.Chance(Scenario.PeersPercent))) BecomePeers(asker, process);
        Queue.After(Random.Between(1_000, 200_000), () => process.Do(() =>
        {
            process.Load();
            TellRoster();
        }));
        return process;
    }

    public void Kill(SimulatedTeacher teacher, bool isMachineGone)
    {
        Trace.Add(Queue.Now, $"{teacher.Id} is killed");
        Network.Kill(teacher, isMachineGone);
        _teachers.Remove(teacher);
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

    /// <summary>Either may dial, mostly while the teacher still loads.</summary>
    private void BecomePeers(SimulatedAsker asker, SimulatedTeacher teacher)
    {
        (SimulatedProcess dialer, NodeId peer) = Random.Chance(50) ? ((SimulatedProcess)asker, teacher.Id) : (teacher, asker.Id);
        Queue.After(Random.Between(1, 100_000), () => dialer.Do(() => Network.Connect(dialer, peer)));
    }

    private void TellRoster()
    {
        TeacherPlace[] places = [.. _teachers.Where(teacher => teacher.IsLoaded)
            .Select(teacher => new TeacherPlace(teacher.Id, "")).OrderBy(place => place.Node)];
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
