namespace Distillery.GpuNode.Losses;

/// <summary>Hinton et al. 2015: weight · T² · mean over the batch of KL(softmax(t/T) ‖ softmax(s/T)). The factor T² keeps the size of
/// the gradient independent of the temperature.</summary>
/// <param name="temperature">T, above 0.</param>
public sealed class DistillationLoss(double temperature, double weight = 1)
{
    private readonly Scalar _inverse = 1 / temperature;

    /// <param name="student">Logits [batch, classes], with gradients.</param>
    /// <param name="teacher">Logits [batch, classes], without.</param>
    /// <returns>A scalar.</returns>
    public Tensor Of(Tensor student, Tensor teacher)
    {
        using Scalar factor = weight * temperature * temperature / student.shape[0];
        Tensor target = nn.functional.log_softmax(teacher.mul(_inverse), 1);
        Tensor own = nn.functional.log_softmax(student.mul(_inverse), 1);
        return nn.functional.kl_div(own, target, log_target: true, nn.Reduction.Sum).mul(factor);
    }
}
