using Distillery.GpuNode.Tensors;
using Distillery.Shared.Seeds;

namespace Distillery.GpuNode.Tests.Losses;

/// <summary>Random logits that are the same numbers as float and as double.</summary>
internal static class TestLogits
{
    internal static double[][] Rows(int count, int classCount, string name, double scale = 3)
    {
        RandomStream stream = RandomStream.Named(seed: 17, name);
        double[][] rows = new double[count][];
        for (int i = 0; i < count; i++)
        {
            rows[i] = new double[classCount];
            for (int c = 0; c < classCount; c++) rows[i][c] = (float)(scale * stream.NextGaussian());
        }
        return rows;
    }

    internal static Tensor Tensor(double[][] rows) => HostTensor.From<float>(
        rows.SelectMany(row => row).Select(value => (float)value).ToArray(), rows.Length, rows[0].Length);
}
