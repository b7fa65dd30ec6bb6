using System.Collections.Concurrent;
using Distillery.Coordinator.Record;

namespace Distillery.Coordinator.Tests.Record;

/// <summary>Lets a test wait for what the record's thread says.</summary>
internal sealed class TestListener : IRunRecordListener
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1); // Only a broken record is waited for so long.

    private readonly BlockingCollection<string> _said = [];

    public void RecordsDurable(long durableSteps) => _said.Add($"durable {durableSteps}");

    public void DiskFull(string problem, string nextStep) => _said.Add("full");

    public void RoomAgain() => _said.Add("room");

    public void RecordBroken(Exception problem) => _said.Add($"broken {problem}");

    internal string Next() => _said.TryTake(out string? said, Patience)
        ? said : throw new TimeoutException("the record says nothing");
}
