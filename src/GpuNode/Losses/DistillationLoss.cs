using Distillery.Torch;

namespace Distillery.GpuNode.Losses;

/// <summary>Hinton et al. 2015: T² · mean over the batch of KL(softmax(t/T) ‖ softmax(s/T)). The factor T² keeps the size of
/// the gradient independent of the temperature.</summary>
public static class DistillationLoss
{
    /// <param name="student">Logits [batch, classes], with gradients.</param>
    /// <param name="teacher">Logits [batch, classes], without.</param>
    /// <param name="temperature">T, above 0.</param>
    /// <returns>A scalar.</returns>
    public static Tensor KlDivergence(Tensor student, Tensor teacher, double temperature)
    {
        Tensor target = Functional.Softmax(teacher * (1 / temperature), dimension: 1);
        Tensor logProbabilities = Functional.LogSoftmax(student * (1 / temperature), dimension: 1);
        return Functional.KlDivergenceSum(logProbabilities, target) * (temperature * temperature / student.Shape[0]);
    }
}
