using Distillery.GpuNode.Teacher;
using Distillery.Torch;

namespace Distillery.GpuNode.Telemetry;

/// <summary>A teacher of this process, with a look at the clock around each answer.</summary>
/// <remarks>What it stands before stays its owner's.</remarks>
internal sealed class MeteredTeacher(ITeacher inner, TeacherMeters meters, TimeProvider time) : ITeacher
{
    public long? MacsPerImage => inner.MacsPerImage;

    public Tensor Answer(Tensor images)
    {
        int count = (int)images.Shape[0];
        long start = time.GetTimestamp();
        QueryOutcome outcome = QueryOutcome.Failed;
        meters.Waiting(count);
        try
        {
            Tensor answers = inner.Answer(images);
            outcome = QueryOutcome.Answered;
            return answers;
        }
        finally
        {
            meters.Waiting(-count);
            meters.Batch(count);
            meters.Asked(count, outcome, time.GetElapsedTime(start).TotalSeconds);
        }
    }

    public void Dispose()
    {
        // It is not ours.
    }
}
