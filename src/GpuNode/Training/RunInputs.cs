using Distillery.GpuNode.Data;
using Distillery.GpuNode.Evaluation;
using Distillery.GpuNode.Teacher;

namespace Distillery.GpuNode.Training;

/// <summary>What the runs of one configuration share: loaded once, however many methods follow.</summary>
/// <param name="Teacher">Null when no method asks one and none is configured.</param>
/// <param name="TeacherAccuracy">As measured; null without a teacher.</param>
public sealed record RunInputs(DataSources Data, ITeacher? Teacher, Accuracy? TeacherAccuracy) : IDisposable
{
    public void Dispose()
    {
        Teacher?.Dispose();
        Data.Dispose();
    }
}
