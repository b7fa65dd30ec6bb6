using Distillery.Torch;

namespace Distillery.GpuNode.Losses;

/// <summary>Cross-entropy with the labels of mixed images (Zhang et al. 2018): each of an image's two labels counts by its
/// share of the image.</summary>
public static class LabelLoss
{
    /// <param name="logits">[batch, classes].</param>
    /// <param name="labels">[batch], Int64: of the anchors.</param>
    /// <param name="partnerLabels">[batch], Int64: of what was mixed in.</param>
    /// <param name="partnerShares">[batch], 0 to 1.</param>
    /// <returns>mean[(1 − share)·CE(label) + share·CE(partner label)], a scalar.</returns>
    public static Tensor MixedCrossEntropy(
        Tensor logits, Tensor labels, Tensor partnerLabels, Tensor partnerShares, double smoothing = 0)
    {
        Tensor anchor = Functional.CrossEntropyEach(logits, labels, smoothing);
        Tensor partner = Functional.CrossEntropyEach(logits, partnerLabels, smoothing);
        return (anchor + partnerShares * (partner - anchor)).Mean();
    }
}
