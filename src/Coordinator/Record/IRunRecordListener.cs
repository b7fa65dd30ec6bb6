namespace Distillery.Coordinator.Record;

/// <summary>Told by a <see cref="RunRecord"/> how its files fare, on the record's own thread: hand it on to the coordinator's
/// loop.</summary>
public interface IRunRecordListener
{
    /// <summary>Records of all steps before this one are on the disk.</summary>
    /// <remarks>A truncation may come between this and the moment at which the coordinator's loop hears of it: the loop asks
    /// <see cref="RunRecord.DurableSteps"/> then.</remarks>
    void RecordsDurable(long durableSteps);

    /// <summary>A file did not fit on the disk. Said once; the record tries again each second and keeps what is
    /// missing.</summary>
    /// <param name="nextStep">What a person should do.</param>
    void DiskFull(string problem, string nextStep);

    /// <summary>There is room again, and all that was kept is on the disk.</summary>
    void RoomAgain();

    /// <summary>The files cannot be written for another reason; the record has stopped.</summary>
    void RecordBroken(Exception problem);
}
