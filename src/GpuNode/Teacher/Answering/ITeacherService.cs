using Distillery.Messages;
using Distillery.Messages.Teachers;

namespace Distillery.GpuNode.Teacher.Answering;

/// <summary>Answers queries of other processes. Several threads may call at once.</summary>
public interface ITeacherService
{
    /// <summary>Computes one batch, and disposes the queries' payloads.</summary>
    /// <returns>The logits of each query, in order; null for one that cannot be read.</returns>
    IReadOnlyList<Payload?> Compute(IReadOnlyList<TeacherQuery> queries);
}
