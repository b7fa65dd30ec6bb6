using Distillery.GpuNode.Losses;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Losses;

public sealed class LabelLossTests
{
    private static readonly double[][] Logits = TestLogits.Rows(4, 5, "labels");

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Both_labels_count_by_their_share_of_the_image(double smoothing)
    {
        using DisposeScope scope = NewDisposeScope();
        long[] labels = [0, 1, 2, 3];
        long[] partners = [4, 1, 0, 2];
        float[] shares = [0, 1, 0.25f, 0.5f];

        Tensor loss = new LabelLoss(smoothing).OfMixed(
            TestLogits.Tensor(Logits), HostTensor.From<long>(labels, 4), HostTensor.From<long>(partners, 4),
            HostTensor.From<float>(shares, 4));

        double expected = Enumerable.Range(0, 4).Average(i =>
            ((1 - shares[i]) * DoubleLosses.CrossEntropy(Logits[i], labels[i], smoothing))
            + (shares[i] * DoubleLosses.CrossEntropy(Logits[i], partners[i], smoothing)));
        Assert.Equal(0, loss.dim());
        Assert.Equal(expected, loss.item<float>(), 1e-5);
    }
}
