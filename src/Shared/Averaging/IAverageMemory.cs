using Distillery.Messages;

namespace Distillery.Shared.Averaging;

/// <summary>The memory that a process writes averages to.</summary>
public interface IAverageMemory
{
    /// <summary>Where the average of a slice is about to be written; what was there before is not read any more.</summary>
    Memory<byte> BeginWrite(long step, int slice);

    /// <summary>It stands, and may be sent.</summary>
    Payload EndWrite(long step, int slice);
}
