using Distillery.GpuNode.Data;
using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Models;
using Distillery.Shared.Configuration;
using Distillery.Shared.Seeds;

namespace Distillery.GpuNode.Student;

/// <summary>Uncertainty-aware mixup (UNIX, Xu et al. 2020, arXiv 2012.09413): the student scores the batch without
/// gradients, the k most uncertain samples are kept, and each is mixed with a random partner of the whole batch, the more
/// confident the stronger. One λ ~ U(0, 1) a batch; the partner's share at place r is λ · c(r).</summary>
/// <remarks>
/// <para>The scoring pass runs in training mode, as in the authors' program. Theirs also moves BatchNorm's running
/// statistics by the clean images; here only the trained, mixed images do, unless the configuration asks for both.</para>
/// <para>Their last, partial batch is ranked against the nominal size and so is hardly mixed; our plan has full batches only.</para>
/// <para>Equal values rank by position in the batch, so that the ranking never depends on a sorting algorithm.</para>
/// </remarks>
public sealed class UnixSelector(long seed, MethodConfig method, int batchSize) : ISampleSelector
{
    private readonly float[] _correction =
        [.. Enumerable.Range(0, method.Keep).Select(r => (float)CorrectionFactor.At(r, batchSize, method.Slope, method.Midpoint))];

    public int ScoredCount => method.Uncertainty == Uncertainty.Random ? 0 : batchSize;

    public int KeptCount => method.Keep;

    public int RecordedPasses => ScoringRecords ? 2 : 1;

    private bool ScoringRecords => method.ScoringUpdatesStatistics && ScoredCount > 0;

    public Selection Select(Network student, Tensor images, HostBatch batch)
    {
        float[] uncertainties = Score(student, images, batch);
        int[] ranking = Rank(uncertainties);
        RandomStream stream = RandomStream.Named(seed, "selection/mixup", batch.Step, batch.Rank);
        float lambda = stream.NextSingle();
        int[] partners = new int[batchSize];
        stream.FillPermutation(partners);
        int[] kept = ranking[..method.Keep];
        float[] shares = Array.ConvertAll(_correction, correction => lambda * correction);
        return new Selection(kept, new Mixing(partners[..method.Keep], shares), uncertainties, "uncertainty");
    }

    /// <summary>Positions by falling uncertainty.</summary>
    public static int[] Rank(ReadOnlySpan<float> uncertainties)
    {
        float[] keys = new float[uncertainties.Length];
        int[] positions = new int[uncertainties.Length];
        for (int i = 0; i < keys.Length; i++) (keys[i], positions[i]) = (uncertainties[i], i);
        Array.Sort(positions, (left, right) =>
        {
            int order = keys[right].CompareTo(keys[left]); // Unlike an operator, it orders NaN as well: last.
            return order != 0 ? order : left.CompareTo(right);
        });
        return positions;
    }

    private float[] Score(Network student, Tensor images, HostBatch batch)
    {
        if (method.Uncertainty == Uncertainty.Random) return Draw(batch);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable guard = no_grad();
        student.State.Normalization = ScoringRecords ? NormalizationMode.BatchRecorded : NormalizationMode.Batch;
        student.State.RecordedShare = 1;
        return UncertaintyMeasure.Of(student.call(images), method.Uncertainty);
    }

    private float[] Draw(HostBatch batch)
    {
        float[] values = new float[batchSize];
        RandomStream stream = RandomStream.Named(seed, "selection/uncertainty", batch.Step, batch.Rank);
        for (int i = 0; i < values.Length; i++) values[i] = stream.NextSingle();
        return values;
    }
}
