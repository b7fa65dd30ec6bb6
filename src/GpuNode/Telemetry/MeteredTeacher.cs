using Distillery.GpuNode.Compute;
using Distillery.GpuNode.Teacher;

namespace Distillery.GpuNode.Telemetry;

/// <summary>A teacher of this process, with a look at what it is asked.</summary>
/// <remarks>What it stands before stays its owner's.</remarks>
internal sealed class MeteredTeacher(ITeacher inner, TeacherMeters meters, ActivityLedger ledger) : ITeacher
{
    public long? MacsPerImage => inner.MacsPerImage;

    public Tensor Answer(Tensor images)
    {
        int count = (int)images.size(0);
        int answered = 0;
        meters.Begin(count);
        ledger.Begin(DeviceTask.Answering);
        try
        {
            Tensor logits = inner.Answer(images);
            answered = count;
            return logits;
        }
        finally
        {
            ledger.End(DeviceTask.Answering);
            meters.End(answered);
        }
    }

    public void Dispose()
    {
        // It is not ours.
    }
}
