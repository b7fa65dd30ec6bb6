using Distillery.Coordinator.Record;

namespace Distillery.Cli.Tests.Audit;

/// <summary>Takes any trouble with the disk for a failure of the test.</summary>
internal sealed class SilentListener : IRunRecordListener
{
    internal Exception? Problem { get; private set; }

    public void WriteWanted()
    {
        // The record is closed soon, and written then.
    }

    public void RecordsDurable(long durableSteps)
    {
    }

    public void DiskFull(string problem, string nextStep) => Problem = new IOException(problem);

    public void RoomAgain()
    {
    }
}
