namespace Distillery.GpuNode.Tests.Losses;

/// <summary>The losses in double precision, written from their definitions.</summary>
internal static class DoubleLosses
{
    internal static double[] Softmax(double[] logits, double temperature = 1)
    {
        double largest = logits.Max();
        double[] powers = Array.ConvertAll(logits, logit => Math.Exp((logit - largest) / temperature));
        double sum = powers.Sum();
        return Array.ConvertAll(powers, power => power / sum);
    }

    /// <summary>T² · mean KL(teacher ‖ student).</summary>
    internal static double Distillation(double[][] student, double[][] teacher, double temperature) =>
        temperature * temperature * student.Zip(teacher).Average(pair => Divergence(
            Softmax(pair.Second, temperature), Softmax(pair.First, temperature)));

    /// <summary>−Σ target · ln softmax, where smoothing spreads its share of the target over all classes.</summary>
    internal static double CrossEntropy(double[] logits, long label, double smoothing = 0)
    {
        double[] probabilities = Softmax(logits);
        double sum = 0;
        for (int c = 0; c < logits.Length; c++)
        {
            double target = (smoothing / logits.Length) + (c == label ? 1 - smoothing : 0);
            sum -= target * Math.Log(probabilities[c]);
        }
        return sum;
    }

    private static double Divergence(double[] from, double[] to) =>
        from.Zip(to).Sum(pair => pair.First * Math.Log(pair.First / pair.Second));
}
