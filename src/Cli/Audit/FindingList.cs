namespace Distillery.Cli.Audit;

/// <summary>Keeps the first findings and counts all: a wrong file can have as many as it has lines.</summary>
internal sealed class FindingList
{
    private const int MostShown = 20;

    private readonly List<AuditFinding> _first = [];

    internal IReadOnlyList<AuditFinding> First => _first;

    internal long Count { get; private set; }

    internal void Add(string what, string where, string next)
    {
        Count++;
        if (_first.Count < MostShown) _first.Add(new AuditFinding(what, where, next));
    }
}
