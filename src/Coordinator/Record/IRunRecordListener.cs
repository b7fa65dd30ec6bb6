namespace Distillery.Coordinator.Record;

/// <summary>Told by a <see cref="RunRecord"/> when there is something to write, and, by the thread that writes, how its files
/// fare.</summary>
public interface IRunRecordListener
{
    /// <summary>There is something to write or to sync: <see cref="RunRecord.Write"/> shall be called soon, on a thread that may
    /// wait for the disk.</summary>
    void WriteWanted();

    /// <summary>Records of all steps before this one are on the disk.</summary>
    /// <remarks>A truncation may come between this and the moment at which the coordinator hears of it: it asks
    /// <see cref="RunRecord.DurableSteps"/> then.</remarks>
    void RecordsDurable(long durableSteps);

    /// <summary>A file did not fit on the disk. Said once; each second it is tried again, and what is missing is kept.</summary>
    /// <param name="nextStep">What a person should do.</param>
    void DiskFull(string problem, string nextStep);

    /// <summary>There is room again, and all that was kept is on the disk.</summary>
    void RoomAgain();
}
