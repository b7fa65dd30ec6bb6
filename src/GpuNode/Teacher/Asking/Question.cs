using Distillery.GpuNode.Data;
using Distillery.GpuNode.Student;
using Distillery.Torch;

namespace Distillery.GpuNode.Teacher.Asking;

/// <summary>What a rank asks about in a step.</summary>
/// <param name="Batch">The whole batch; stays as it is until the answer is taken.</param>
/// <param name="Images">What the selection makes of it: [kept, channels, height, width], normalised and mixed.</param>
public sealed record Question(HostBatch Batch, Selection Selection, Tensor Images)
{
    /// <summary>Each image is answered by itself, so that its answer does not depend on the others.</summary>
    public bool IsRowByRow { get; init; }
}
