using System.Text;

namespace Distillery.Simulation.Time;

/// <summary>What happened, as one hash over all of it, and the last of it as text.</summary>
public sealed class Trace(int keptLines)
{
    private readonly Queue<string> _last = [];

    /// <summary>FNV-1a over all lines.</summary>
    public ulong Hash { get; private set; } = 0xcbf29ce484222325;

    public long Count { get; private set; }

    public IEnumerable<string> LastLines => _last;

    public void Add(long microseconds, string line)
    {
        Count++;
        foreach (char character in line) Mix(character);
        Mix((ulong)microseconds);
        if (keptLines == 0) return;
        _last.Enqueue($"{microseconds / 1e6,10:0.000000}  {line}");
        if (_last.Count > keptLines) _last.Dequeue();
    }

    public override string ToString() => new StringBuilder().AppendJoin('\n', _last).ToString();

    private void Mix(ulong value) => Hash = (Hash ^ value) * 0x100000001b3;
}
