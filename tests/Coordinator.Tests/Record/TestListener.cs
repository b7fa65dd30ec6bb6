using Distillery.Coordinator.Record;

namespace Distillery.Coordinator.Tests.Record;

/// <summary>Has what is wanted to be written written at once, and remembers what the record says.</summary>
internal sealed class TestListener : IRunRecordListener
{
    private readonly Queue<string> _said = [];

    /// <summary>Writes.</summary>
    internal Action Write { get; set; } = () => { };

    public void WriteWanted() => Write();

    public void RecordsDurable(long durableSteps) => _said.Enqueue($"durable {durableSteps}");

    public void DiskFull(string problem, string nextStep) => _said.Enqueue("full");

    public void RoomAgain() => _said.Enqueue("room");

    internal bool HasSaidAll => _said.Count == 0;

    internal string Next() => _said.Dequeue();
}
