using Akka.Actor;

namespace Distillery.Coordinator.Record;

/// <summary>Hands what a record tells to the actors that it concerns.</summary>
internal sealed class RecordNews(IActorRef coordinator, IActorRef writer) : IRunRecordListener
{
    public void WriteWanted() => writer.Tell(WriteRecord.Instance);

    public void RecordsDurable(long durableSteps) => coordinator.Tell(Record.RecordsDurable.Instance);

    public void DiskFull(string problem, string nextStep) => coordinator.Tell(new Warning($"{problem}. {nextStep}"));

    public void RoomAgain() => coordinator.Tell(new Warning("there is room on the disk again, and all records are on it"));
}
