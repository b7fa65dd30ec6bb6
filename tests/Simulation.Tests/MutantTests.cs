using System.Collections.Concurrent;
using Distillery.Simulation.Tests.Mutants;

namespace Distillery.Simulation.Tests;

/// <summary>The checkers count because each of these bugs makes one of them fail.</summary>
public sealed class MutantTests(MutantCompiler compiler) : IClassFixture<MutantCompiler>
{
    private const int MostSeeds = 4_000;

    private const string Node = "src/GpuNode/Protocol/NodeMachine.cs";
    private const string NodeGenerations = "src/GpuNode/Protocol/NodeMachine.Generations.cs";
    private const string NodeSteps = "src/GpuNode/Protocol/NodeMachine.Steps.cs";
    private const string Generations = "src/Coordinator/Protocol/CoordinatorMachine.Generations.cs";
    private const string Step = "src/Coordinator/Protocol/CommonStep.cs";
    private const string Averaging = "src/Coordinator/Protocol/CoordinatorMachine.Averaging.cs";
    private const string Progress = "src/Coordinator/Protocol/CoordinatorMachine.Progress.cs";
    private const string Links = "src/Shared/Protocol/ControlLinks.cs";
    private const string Admission = "src/Shared/Protocol/DataAdmission.cs";
    private const string Lease = "src/Coordinator/Protocol/RunLease.cs";
    private const string Pool = "src/GpuNode/Protocol/Helpers/HelperPool.cs";
    private const string Desk = "src/GpuNode/Protocol/Helpers/HelperDesk.cs";

    public static TheoryData<Mutant> Mutants => new(
        new Mutant("A gap is not noticed", Links,
            "if (envelope.Number > link.Received + 1) return", "if (link.Received < 0) return", "L1"),
        new Mutant("A link is believed after its loss was told", Links,
            "if (!link.IsStanding) return Unknown(envelope);", "", "L1"),
        new Mutant("A repeated word counts again", Links,
            "if (envelope.Number <= link.Received) return default; // Repeated.", "", "L1"),
        new Mutant("A loss that is told late hits the newer link", Links,
            " || link.Id.Opened != opened) return null;", ") return null;", "L2"),
        new Mutant("A coordinator writes without its lease", Lease,
            "nowMilliseconds < _heldUntil", "_heldUntil > long.MinValue", "L3"),
        new Mutant("A data-plane connection of a node that was not admitted is taken", Admission,
            "bool isRight = shown is not null\n            &&", "bool isRight = shown is null\n            ||", "I1/I3"),
        new Mutant("The lowest applied step is taken for the common one", Step,
            "holders.Max(node", "holders.Min(node", "I4"),
        new Mutant("The newest checkpoint is forgotten", Step,
            "long step = Math.Max(best, checkpointSteps);", "long step = Math.Max(best, 0);", "I4"),
        new Mutant("A generation begins before all have caught up", Generations,
            "            _behind.Remove(node.Node);\n            if (_behind.Count == 0) Begin();",
            "            _behind.Clear();\n            Begin();", ""),
        new Mutant("A state is followed whose records are gone", "src/Coordinator/Protocol/NodeEntry.cs",
            "Standing.AppliedSteps is not null && Standing.FirstRecord <= recordedSteps;",
            "Standing.AppliedSteps is not null;", ""),
        new Mutant("The record is not cut where training goes back", Generations,
            "if (_step < _recordedSteps) TruncateRecords(_step);", "", ""),
        new Mutant("A checkpoint is published before its records are on the disk", Progress,
            " || !AreDurable(written.Steps)) return;", ") return;", ""),
        new Mutant("A checkpoint of an older generation is accepted", Progress,
            "if (written.Generation != Generation)", "if (false)", "I6"),
        new Mutant("A node answers while it applies a step", NodeGenerations,
            "if (!IsStateChanging) _outbox.Send(NodeId.Coordinator, new Paused(Standing));",
            "_outbox.Send(NodeId.Coordinator, new Paused(Standing));", ""),
        new Mutant("A donor does not hand over its records", NodeGenerations,
            "else _donatedRecords = records.Records;", "else _donatedRecords = [];", ""),
        new Mutant("A broken link between two nodes is not reported", NodeGenerations,
            "if (isNeeded) ReportLost(peer, reason);", "_ = isNeeded;", "I5"),
        new Mutant("Parts of an older generation are added up", NodeSteps,
            "if (part.Generation < Generation)", "if (false)", "I6"),
        new Mutant("The coordinator adds up parts of an older generation", Averaging,
            "if (part.Generation != Generation) Ignore", "if (part.Generation > Generation) Ignore", "I6"),
        new Mutant("Averages of an older generation are kept", NodeSteps,
            "if (average.Generation != Generation) Ignore", "if (false) Ignore", "I6"),
        new Mutant("Members wait for the averagers to dial them", NodeSteps,
            "_averagers.Contains(_self) || _averagers.Contains(member.Node)", "_averagers.Contains(_self)", "I5"),
        new Mutant("Parts that come before their generation are dropped", NodeSteps,
            "        if (_early.TryAdd(sender, part) is { } reason) Ignore(sender, part, reason);",
            "        Ignore(sender, part, \"early\");", "I5"),
        new Mutant("Contributions of ranks that moved are taken for the present ones", NodeSteps,
            " && order.Subtrees.SequenceEqual(subtrees))", ")", ""),
        new Mutant("A node whose average was overwritten believes that it still applies it", NodeSteps,
            "        _isApplying = false;\n        ExpectAverageOf(torn.Step);", "        ExpectAverageOf(torn.Step);", ""),
        new Mutant("A node that was held back stays so", NodeSteps,
            "        if (_isHeldBack) StartStep();", "", "I5"),
        new Mutant("A new reporter goes on where it had stopped", NodeSteps,
            "            _records.ReportFrom(begin.DurableSteps);\n", "", ""),
        new Mutant("A heartbeat's answer frees records that are not on the disk", Node,
            "_records.Drop(reply.DurableSteps);", "_records.Drop(reply.DurableSteps + 1);", ""),
        new Mutant("Ranks are added in another order on other clusters", "src/Shared/Averaging/RankTree.cs",
            "IsMultiple(first, width)", "first + width <= rankCount", ""));

    public static TheoryData<Mutant> HelperMutants => new(
        new Mutant("A second answer to a query counts as well", Pool,
            "            _open.Remove(answer.Query);\n", "", ""),
        new Mutant("A lost helper's queries are not asked again", Pool,
            "        TakeBack(helper);\n", "        helper.Held.Clear();\n", ""),
        new Mutant("A late query is not sent to another helper", Pool,
            "foreach (PoolQuery late in _open.Values.Where(IsLate).ToArray()) TrySend(late, QuerySending.Late);", "_ = (Func<PoolQuery, bool>)IsLate;", ""),
        new Mutant("A helper to whom a link stands already is dialed, which tells nothing", Pool,
            "_linked.Contains(place.Node) && !helper.IsUp", "false", "T3"),
        new Mutant("A link that broke is taken for one that stands", Pool,
            "        _linked.Remove(peer);\n", "", ""),
        new Mutant("A busy helper's query waits for it", Pool,
            "query)) query.Return(sender, QuerySending.AfterBusy);\n        else outbox.Ignored(sender, busy,", "query)) _ = query;\n        else outbox.Ignored(sender, busy,", ""),
        new Mutant("A helper answers queries that were meant for another one", Desk,
            "else if (query.Fingerprint != _fingerprint)", "else if (query.Fingerprint == 0)", "T2"),
        new Mutant("A helper takes more than it has room for", Desk,
            "_waiting.Count >= _limits.MostWaiting)", "_waiting.Count > _limits.MostWaiting)", "more queries wait than may"),
        new Mutant("A query for samples waits although nobody is left to answer it", Pool,
            "query => isAlone || _now", "query => _now", "T4"),
        new Mutant("A query for samples waits as long as somebody has it", Pool,
            "query => isAlone || _now - query.AskedAt > TimeFor(patience)", "_ => isAlone", "T4"),
        new Mutant("A query that was handed back is still open", Pool,
            "            _open.Remove(query.Message.Query);\n            outbox.HandedBack", "            outbox.HandedBack", "T1"));

    [Theory]
    [MemberData(nameof(Mutants))]
    public void A_deliberate_bug_is_caught(Mutant mutant) => AssertCaught(mutant, MutantCompiler.ClusterSimulator);

    [Theory]
    [MemberData(nameof(HelperMutants))]
    public void A_deliberate_bug_between_students_and_helpers_is_caught(Mutant mutant) =>
        AssertCaught(mutant, MutantCompiler.HelperSimulator);

    private void AssertCaught(Mutant mutant, string simulator)
    {
        Func<ulong, string?> run = compiler.Compile(mutant, simulator);
        ConcurrentDictionary<long, string> failures = [];
        ParallelLoopResult result = Parallel.For(1L, MostSeeds, (seed, loop) =>
        {
            if (run((ulong)seed) is not { } found) return;
            failures[seed] = found;
            loop.Break(); // All seeds before this one are still run: the first that fails is the same each time.
        });
        string? failure = result.LowestBreakIteration is { } first ? failures[first] : null;
        Assert.True(failure is not null, $"{MostSeeds} seeds did not notice: {mutant.Name}");
        Assert.Contains(mutant.Expected, failure);
    }
}
