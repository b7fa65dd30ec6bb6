using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Student;

/// <summary>What the student and the teacher see in a step: kept images, mixed where the selection says so.</summary>
/// <param name="Images">[kept, channels, height, width].</param>
/// <param name="Labels">[kept], Int64: of the kept samples.</param>
/// <param name="PartnerLabels">[kept], Int64: of what was mixed in; null without mixing.</param>
/// <param name="PartnerShares">[kept], 0 to 1; null without mixing.</param>
public sealed record TrainingInputs(Tensor Images, Tensor Labels, Tensor? PartnerLabels, Tensor? PartnerShares)
{
    /// <summary>Mixes in pixel space, after normalisation: (1 − share) · anchor + share · partner.</summary>
    /// <param name="images">The whole batch, [batch, channels, height, width].</param>
    /// <param name="labels">The whole batch's, [batch].</param>
    public static TrainingInputs From(Tensor images, Tensor labels, Selection selection)
    {
        if (selection.Mixing is null && IsWholeBatch(selection.Kept, images)) return new TrainingInputs(images, labels, null, null);
        Tensor kept = ImageMixing.PositionsOn(images.device, selection.Kept);
        Tensor anchors = images.index_select(0, kept);
        Tensor anchorLabels = labels.index_select(0, kept);
        if (selection.Mixing is null) return new TrainingInputs(anchors, anchorLabels, null, null);
        Tensor partners = ImageMixing.PositionsOn(images.device, selection.Mixing.Partners);
        Tensor shares = HostTensor.From<float>(selection.Mixing.PartnerShares, selection.Kept.Length).to(images.device);
        Tensor mixed = ImageMixing.Mix(anchors, images.index_select(0, partners), shares);
        return new TrainingInputs(mixed, anchorLabels, labels.index_select(0, partners), shares);
    }

    private static bool IsWholeBatch(int[] kept, Tensor images) => IsWhole(kept, images.shape[0]);

    /// <summary>Whether these are all positions of a batch, in order.</summary>
    internal static bool IsWhole(int[] kept, long batchSize)
    {
        if (kept.Length != batchSize) return false;
        for (int i = 0; i < kept.Length; i++)
        {
            if (kept[i] != i) return false;
        }
        return true;
    }
}
