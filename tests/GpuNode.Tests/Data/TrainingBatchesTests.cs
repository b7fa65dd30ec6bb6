using Distillery.GpuNode.Data;
using Distillery.Shared.Plans;

namespace Distillery.GpuNode.Tests.Data;

public sealed class TrainingBatchesTests
{
    private const long Seed = 11;
    private static readonly ImageShape Shape = new(1, 5, 4);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly InMemoryDataset _dataset = TestImages.Numbered(53, Shape);
    private readonly ImagePipeline _pipeline = TestImages.Augmenting(Shape);
    private readonly SamplePlan _plan = new(Seed, 53, 2, 6); // 4 steps an epoch
    private readonly RasterImages _images;

    public TrainingBatchesTests() => _images = new RasterImages(_dataset, _pipeline);

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(1, 3, 2)]
    [InlineData(0, 9, 8)]
    public void The_stream_equals_direct_computation_from_any_first_step(int rank, long firstStep, int depth)
    {
        using var batches = new TrainingBatches(_images, _plan, Seed, rank, firstStep, 13, depth);
        for (long step = firstStep; step < 13; step++)
        {
            HostBatch batch = batches.Take();
            AssertIsBatchOf(step, rank, batch);
            Assert.True(batches.LastWaitSeconds >= 0);
            batches.Return(batch);
        }
        Assert.Throws<InvalidOperationException>(batches.Take);
    }

    [Fact]
    public void Batches_that_are_held_keep_their_content_while_others_are_prepared()
    {
        using var batches = new TrainingBatches(_images, _plan, Seed, 0, 0, 12, 2);
        HostBatch[] held = [.. Enumerable.Range(0, 12).Select(_ => batches.Take())];
        for (int step = 0; step < 12; step++) AssertIsBatchOf(step, 0, held[step]);
    }

    [Fact]
    public void Returned_batches_are_filled_again()
    {
        using var batches = new TrainingBatches(_images, _plan, Seed, 0, 0, 400, 2);
        var distinct = new HashSet<HostBatch>();
        for (int step = 0; step < 400; step++)
        {
            HostBatch batch = batches.Take();
            distinct.Add(batch);
            batches.Return(batch);
        }
        Assert.InRange(distinct.Count, 1, 4); // Two ready, one being filled, one with the consumer.
    }

    [Fact]
    public void Nothing_before_the_first_step_and_nothing_beyond_the_depth_is_read()
    {
        var gate = new GatedImages(_images);
        using (var batches = new TrainingBatches(gate, _plan, Seed, 1, 6, 1000, 3))
        {
            batches.Take();
            int[] expected = [.. Enumerable.Range(6, 5).SelectMany(step => Indices(step, 1))];
            Assert.True(SpinWait.SpinUntil(() => gate.ReadCount == expected.Length, Patience));
        }
        // One taken, three ready, one waiting for room: five batches, then the reader stands still.
        Assert.Equal([.. Enumerable.Range(6, 5).SelectMany(step => Indices(step, 1))], gate.Reads);
    }

    [Fact]
    public void An_error_of_the_reader_is_thrown_after_the_batches_before_it()
    {
        int bad = Indices(2, 0)[3];
        var broken = new GatedImages(_images) { FailAt = bad, FailFromRead = 12 };
        using var batches = new TrainingBatches(broken, _plan, Seed, 0, 0, 12, 4);
        AssertIsBatchOf(0, 0, batches.Take());
        AssertIsBatchOf(1, 0, batches.Take());
        Assert.Equal($"image {bad} is unreadable", Assert.Throws<IOException>(batches.Take).Message);
        Assert.Throws<IOException>(batches.Take);
    }

    [Fact]
    public async Task Disposing_without_consuming_does_not_hang()
    {
        var batches = new TrainingBatches(_images, _plan, Seed, 0, 0, long.MaxValue, 1);
        await Task.Run(batches.Dispose).WaitAsync(Patience);
        batches.Dispose();
        Assert.Throws<ObjectDisposedException>(batches.Take);
    }

    [Fact]
    public async Task Disposing_ends_a_take_that_waits()
    {
        var gate = new GatedImages(_images) { BlockAtRead = 0 };
        var batches = new TrainingBatches(gate, _plan, Seed, 0, 0, 12, 1);
        Task<HostBatch> take = Task.Factory.StartNew(batches.Take, TaskCreationOptions.LongRunning);
        Assert.True(gate.Blocked.Wait(Patience));
        Task dispose = Task.Factory.StartNew(batches.Dispose, TaskCreationOptions.LongRunning);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => take.WaitAsync(Patience));
        gate.Release.Set();
        await dispose.WaitAsync(Patience);
        Assert.Equal(1, gate.ReadCount); // The reader stopped after the image it was at.
    }

    [Fact]
    public void Parts_that_do_not_fit_each_other_are_refused()
    {
        var otherCount = new SamplePlan(Seed, 52, 2, 6);
        ImagePipeline otherShape = TestImages.Augmenting(new ImageShape(1, 4, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RasterImages(_dataset, otherShape));
        AssertRefused(otherCount, rank: 0, firstStep: 0, depth: 1);
        AssertRefused(_plan, rank: 2, firstStep: 0, depth: 1);
        AssertRefused(_plan, rank: 0, firstStep: 2, depth: 1);
        AssertRefused(_plan, rank: 0, firstStep: 0, depth: TrainingBatches.MaximumDepth + 1);
    }

    private void AssertRefused(SamplePlan plan, int rank, long firstStep, int depth) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new TrainingBatches(_images, plan, Seed, rank, firstStep, 1, depth));

    private int[] Indices(long step, int rank)
    {
        int[] indices = new int[_plan.BatchSize];
        (int epoch, int stepInEpoch) = _plan.Locate(step);
        _plan.Indices(epoch, stepInEpoch, rank, indices);
        return indices;
    }

    private void AssertIsBatchOf(long step, int rank, HostBatch batch)
    {
        Assert.Equal((step, rank, _plan.BatchSize), (batch.Step, batch.Rank, batch.Count));
        Assert.Equal(_plan.Locate(step), (batch.Epoch, batch.StepInEpoch));
        Assert.Equal(Indices(step, rank), batch.Indices);
        byte[] image = new byte[Shape.ValueCount];
        byte[] expected = new byte[_pipeline.OutputShape.ValueCount];
        for (int row = 0; row < batch.Count; row++)
        {
            _dataset.ReadImage(batch.Indices[row], image);
            _pipeline.Train(image, Seed, batch.Epoch, batch.Indices[row], expected);
            Assert.Equal(expected, batch.Image(row).ToArray());
            Assert.Equal(_dataset.Label(batch.Indices[row]), batch.Labels[row]);
        }
    }
}
