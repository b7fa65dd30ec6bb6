namespace Distillery.GpuNode.Tests.Optimizers;

/// <summary>The optimizers in double precision, one weight at a time, written from their publications.</summary>
internal static class DoubleOptimizers
{
    internal static void Sgd(
        double[] weights, double[] velocity, double[] gradient, double rate, double momentum, bool nesterov, double decay)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            double slope = gradient[i] + (decay * weights[i]);
            velocity[i] = (momentum * velocity[i]) + slope;
            weights[i] -= rate * (nesterov ? slope + (momentum * velocity[i]) : velocity[i]);
        }
    }

    /// <param name="step">Counted from 1, as in the publication.</param>
    internal static void AdamW(
        double[] weights, double[] mean, double[] square, double[] gradient, int step, double rate, double beta1,
        double beta2, double epsilon, double decay)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] -= rate * decay * weights[i];
            mean[i] = (beta1 * mean[i]) + ((1 - beta1) * gradient[i]);
            square[i] = (beta2 * square[i]) + ((1 - beta2) * gradient[i] * gradient[i]);
            double unbiasedMean = mean[i] / (1 - Math.Pow(beta1, step));
            double unbiasedSquare = square[i] / (1 - Math.Pow(beta2, step));
            weights[i] -= rate * unbiasedMean / (Math.Sqrt(unbiasedSquare) + epsilon);
        }
    }
}
