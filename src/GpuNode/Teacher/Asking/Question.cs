using Distillery.GpuNode.Data;
using Distillery.GpuNode.Student;

namespace Distillery.GpuNode.Teacher.Asking;

/// <summary>What a rank asks about in a step.</summary>
/// <param name="Batch">The whole batch; stays as it is until the answer is taken.</param>
/// <param name="Images">What the selection makes of it: [kept, channels, height, width], normalised and mixed.</param>
public sealed record Question(HostBatch Batch, Selection Selection, Tensor Images)
{
    /// <summary>Each image is answered by itself, so that its answer does not depend on the others.</summary>
    public bool IsRowByRow { get; init; }

    /// <summary>The question about some of its images.</summary>
    /// <param name="rows">Of <see cref="Images"/>.</param>
    internal Question Part(int[] rows)
    {
        Mixing? mixing = Selection.Mixing is not { } whole ? null : new Mixing(
            Array.ConvertAll(rows, row => whole.Partners[row]), Array.ConvertAll(rows, row => whole.PartnerShares[row]));
        int[] kept = Array.ConvertAll(rows, row => Selection.Kept[row]);
        return this with
        {
            Selection = new Selection(kept, mixing, [], Selection.Reason), Images = ImageMixing.Pick(Images, rows),
        };
    }
}
