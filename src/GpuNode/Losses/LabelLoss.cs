using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Losses;

/// <summary>weight · the mean cross-entropy with the labels, of which a share may be spread over all classes.</summary>
/// <param name="smoothing">The share of the target that is spread evenly over all classes, 0 to 1.</param>
public sealed class LabelLoss(double smoothing = 0, double weight = 1)
{
    private readonly Scalar _weight = weight;
    private readonly Scalar _spread = -smoothing * weight;

    /// <param name="logits">[batch, classes].</param>
    /// <param name="labels">[batch], Int64.</param>
    /// <returns>A scalar.</returns>
    public Tensor Of(Tensor logits, Tensor labels)
    {
        Tensor mean = nn.functional.cross_entropy(logits, labels, label_smoothing: smoothing);
        return weight == 1 ? mean : mean.mul(_weight);
    }

    /// <summary>The same with the labels of mixed images (Zhang et al. 2018): each of an image's two labels counts by its
    /// share of the image.</summary>
    /// <param name="labels">[batch], Int64: of the anchors.</param>
    /// <param name="partnerLabels">[batch], Int64: of what was mixed in.</param>
    /// <param name="partnerShares">[batch], 0 to 1.</param>
    /// <returns>weight · mean[(1 − share)·CE(label) + share·CE(partner label)], a scalar.</returns>
    public Tensor OfMixed(Tensor logits, Tensor labels, Tensor partnerLabels, Tensor partnerShares)
    {
        using Scalar factor = -(1 - smoothing) * weight / logits.shape[0];
        Tensor logProbabilities = nn.functional.log_softmax(logits, 1);
        Tensor ofBoth = logProbabilities.gather(1, stack([labels, partnerLabels], 1));
        Tensor shares = stack([partnerShares.neg().add_(Scalars.One, Scalars.One), partnerShares], 1);
        Tensor loss = ofBoth.mul(shares).sum().mul(factor);
        return smoothing == 0 ? loss : loss.add(logProbabilities.mean(), _spread);
    }
}
