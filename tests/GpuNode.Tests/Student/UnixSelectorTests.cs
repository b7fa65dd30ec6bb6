using Distillery.GpuNode.Data;
using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Student;
using Distillery.Shared.Configuration;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Student;

public sealed class UnixSelectorTests : IDisposable
{
    private const int BatchSize = 16;
    private const int Keep = 12;

    private readonly SmallNetwork _student = new();

    public void Dispose() => _student.Dispose();

    [Fact]
    public void The_most_uncertain_are_kept_in_order_of_rank()
    {
        Selection selection = Select(Selector(), SmallNetwork.Batch(BatchSize));

        Assert.Equal(BatchSize, selection.Uncertainties.Length);
        Assert.True(selection.Uncertainties.Distinct().Count() > 1);
        Assert.Equal(UnixSelector.Rank(selection.Uncertainties)[..Keep], selection.Kept);
    }

    [Fact]
    public void Scores_are_those_of_the_clean_images_under_batch_statistics()
    {
        HostBatch batch = SmallNetwork.Batch(BatchSize);
        float[] scores = Select(Selector(), batch).Uncertainties;

        using DisposeScope scope = NewDisposeScope();
        using IDisposable guard = no_grad();
        _student.Network.State.Normalization = NormalizationMode.Batch;
        Tensor logits = _student.Network.call(SmallNetwork.Images(batch));
        Assert.Equal(UncertaintyMeasure.Of(logits, Uncertainty.Entropy), scores);
    }

    [Fact]
    public void Partners_are_distinct_positions_of_the_whole_batch()
    {
        HashSet<int> seen = [];
        for (int step = 0; step < 20; step++)
        {
            int[] partners = Select(Selector(Uncertainty.Random), SmallNetwork.Batch(BatchSize, step)).Mixing!.Partners;
            Assert.Equal(Keep, partners.Distinct().Count());
            Assert.All(partners, partner => Assert.InRange(partner, 0, BatchSize - 1));
            seen.UnionWith(partners);
        }
        Assert.Equal(BatchSize, seen.Count);
    }

    [Fact]
    public void The_partner_s_share_is_one_lambda_a_batch_times_the_correction_factor()
    {
        List<double> lambdas = [];
        for (int step = 0; step < 50; step++)
        {
            float[] shares = Select(Selector(Uncertainty.Random), SmallNetwork.Batch(BatchSize, step)).Mixing!.PartnerShares;
            Assert.Equal(Keep, shares.Length);
            double lambda = shares[^1] / Correction(Keep - 1);
            for (int place = 0; place < Keep; place++) Assert.Equal(lambda * Correction(place), shares[place], 1e-6);
            lambdas.Add(lambda);
        }
        Assert.All(lambdas, lambda => Assert.InRange(lambda, 0, 1));
        Assert.Equal(50, lambdas.Distinct().Count());
        Assert.InRange(lambdas.Average(), 0.35, 0.65); // four standard errors about 1/2 would be 0.16
    }

    [Fact]
    public void A_choice_depends_on_seed_step_and_rank_and_not_on_earlier_choices()
    {
        UnixSelector used = Selector(Uncertainty.Random);
        for (int step = 0; step < 5; step++) Select(used, SmallNetwork.Batch(BatchSize, step));

        AssertSame(Choice(seed: 1, step: 7, rank: 2), Select(used, SmallNetwork.Batch(BatchSize, step: 7, rank: 2)));
        AssertDifferent(Choice(seed: 1, step: 7, rank: 2), Choice(seed: 2, step: 7, rank: 2));
        AssertDifferent(Choice(seed: 1, step: 7, rank: 2), Choice(seed: 1, step: 8, rank: 2));
        AssertDifferent(Choice(seed: 1, step: 7, rank: 2), Choice(seed: 1, step: 7, rank: 3));
    }

    [Fact]
    public void Random_uncertainty_runs_no_image_through_the_student()
    {
        UnixSelector selector = Selector(Uncertainty.Random);
        _student.Dispose(); // A forward pass would now throw.

        Selection selection = Select(selector, SmallNetwork.Batch(BatchSize));

        Assert.Equal(0, selector.ScoredCount);
        Assert.Equal(1, selector.RecordedPasses);
        Assert.All(selection.Uncertainties, value => Assert.InRange(value, 0, 1));
        Assert.Equal(UnixSelector.Rank(selection.Uncertainties)[..Keep], selection.Kept);
    }

    [Fact]
    public void Scoring_leaves_no_statistics_and_no_gradients_by_default()
    {
        UnixSelector selector = Selector();
        using DisposeScope scope = NewDisposeScope();
        _student.Gradients.All.fill_(7);
        Select(selector, SmallNetwork.Batch(BatchSize));

        Assert.Equal(1, selector.RecordedPasses);
        Assert.Equal(BatchSize, selector.ScoredCount);
        Assert.All(_student.Gradients.All.ToArray<float>(), value => Assert.Equal(7, value));
    }

    [Fact]
    public void Statistics_of_scoring_are_recorded_when_asked_for()
    {
        UnixSelector selector = new(seed: 1, TestMethods.Unix(Keep, BatchSize, scoringUpdatesStatistics: true), BatchSize);
        Select(selector, SmallNetwork.Batch(BatchSize));

        Assert.Equal(2, selector.RecordedPasses);
        Assert.DoesNotContain(0f, _student.Gradients.Statistics.ToArray<float>());
        Assert.All(_student.Gradients.Parameters.ToArray<float>(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Random_uncertainty_has_one_recorded_pass_whatever_is_asked_for() => Assert.Equal(
        1, new UnixSelector(1, TestMethods.Unix(Keep, BatchSize, Uncertainty.Random, true), BatchSize).RecordedPasses);

    private static UnixSelector Selector(Uncertainty uncertainty = Uncertainty.Entropy, long seed = 1) =>
        new(seed, TestMethods.Unix(Keep, BatchSize, uncertainty), BatchSize);

    private static double Correction(int place) => CorrectionFactor.At(place, BatchSize, slope: 10, midpoint: BatchSize / 2.0);

    private Selection Choice(long seed, int step, int rank) =>
        Select(Selector(Uncertainty.Random, seed), SmallNetwork.Batch(BatchSize, step, rank));

    private Selection Select(UnixSelector selector, HostBatch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        return selector.Select(_student.Network, SmallNetwork.Images(batch), batch);
    }

    private static void AssertSame(Selection expected, Selection actual)
    {
        Assert.Equal(expected.Kept, actual.Kept);
        Assert.Equal(expected.Mixing!.Partners, actual.Mixing!.Partners);
        Assert.Equal(expected.Mixing.PartnerShares, actual.Mixing.PartnerShares);
    }

    private static void AssertDifferent(Selection left, Selection right)
    {
        Assert.NotEqual(left.Kept, right.Kept);
        Assert.NotEqual(left.Mixing!.Partners, right.Mixing!.Partners);
        Assert.NotEqual(left.Mixing.PartnerShares, right.Mixing.PartnerShares);
    }
}
