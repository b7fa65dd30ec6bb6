using Distillery.GpuNode.Data;
using Distillery.GpuNode.Evaluation;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Tests.Training;
using Distillery.GpuNode.Training;
using Distillery.GpuNode.Work;
using Distillery.Messages.Progress;

namespace Distillery.GpuNode.Tests.Work;

public sealed class EvaluationShareTests : IDisposable
{
    private const int Images = 41;

    private readonly RasterImages _images = new(
        SyntheticData.Create("validation", Images),
        new ImagePipeline(new ImageShape(1, 32, 32), pad: 0, cropPadding: 0, flip: false, mean: [0.5f], std: [0.25f]));
    private readonly Network[] _networks = [.. Enumerable.Range(0, 3).Select(_ => NetworkCatalog.Create("lenet5", 1, 10))];
    private readonly FlatWeights _weights;
    private readonly WorkerPool _workers = new(3, threadsPerWorker: 1);

    public EvaluationShareTests()
    {
        _weights = _networks[0].CreateWeights(seed: 3, Devices.Cpu);
        foreach (Network network in _networks) network.Bind(_weights);
    }

    public void Dispose()
    {
        foreach (Network network in _networks) network.Dispose();
        _weights.Dispose();
        _workers.Dispose();
    }

    [Theory]
    [InlineData(1, 16)]
    [InlineData(2, 16)]
    [InlineData(3, 5)]
    [InlineData(4, 1)]
    [InlineData(7, 16)]
    [InlineData(2, 100)]
    public void The_shares_of_all_ranks_add_up_to_what_the_evaluator_counts(int rankCount, int batchSize)
    {
        Accuracy expected = new Evaluator(_images, batchSize, Devices.Cpu)
            .Measure(_workers, (worker, images) => _networks[worker].call(images), CancellationToken.None);
        EvaluationShare share = new(_images, batchSize, rankCount, Bound());

        EvaluationCounts[] together =
            [.. share.Measure([.. Enumerable.Range(0, rankCount)], _workers, CancellationToken.None)!.Select(part => part.Counts)];
        EvaluationCounts[] apart =
            [.. Enumerable.Range(0, rankCount).Select(rank => share.Measure([rank], _workers, CancellationToken.None)![0].Counts)];

        Assert.Equal(together, apart);
        Assert.Equal(
            expected, new Accuracy(together.Sum(rank => rank.Images), together.Sum(rank => rank.Top1), together.Sum(rank => rank.Top5)));
    }

    [Fact]
    public void A_stopped_evaluation_gives_nothing()
    {
        EvaluationShare share = new(_images, 4, 2, Bound());
        Assert.Null(share.Measure([0, 1], _workers, new CancellationToken(canceled: true)));
    }

    private (Network, Device)[] Bound() => Array.ConvertAll(_networks, network => (network, Devices.Cpu));
}
