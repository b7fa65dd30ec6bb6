using Distillery.GpuNode.Data;
using Distillery.GpuNode.Data.Answering;
using Distillery.GpuNode.Data.Asking;
using Distillery.GpuNode.Data.Sources;
using Distillery.GpuNode.Helpers;
using Distillery.Messages;
using Distillery.Messages.Helpers;
using Distillery.Messages.Samples;
using Distillery.Shared.Configuration;
using Distillery.Shared.Plans;

namespace Distillery.GpuNode.Tests.Data.Asking;

/// <summary>Batches are the same whoever prepares them.</summary>
public sealed class FetchedPreparationTests : IDisposable
{
    private const long Seed = 9;
    private const int Count = 12;
    private const int Steps = 5;

    private readonly TemporaryFolder _folder = new();
    private readonly PreparationPool _pool = new(3);
    private readonly EncodedImages _images;
    private readonly SamplePlan _plan = new(new ShardedOrder(Seed, [Count], 1), rankCount: 1, batchSize: 5);

    public FetchedPreparationTests()
    {
        TestShards.Write(_folder.File("train-0.tar"), 0, Count, 2, 7);
        ShardSource source = ShardSource.Open(_folder.Path, "train-0.tar", DataFormat.Webdataset, _folder.File("cache"), ClassRange.All);
        _images = new EncodedImages(source, TestPipelines.Of(16), _pool);
    }

    public void Dispose()
    {
        _images.Dispose();
        _pool.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Batches_from_a_data_node_are_those_that_are_prepared_here() => AssertSame(new Door(_images));

    [Fact]
    public void What_a_data_node_hands_back_is_prepared_here() => AssertSame(new Door(_images) { HandsBackEvery = 2 });

    [Fact]
    public void An_answer_that_cannot_be_is_prepared_here() => AssertSame(new Door(_images) { Spoil = answer =>
        answer with { Damages = [new DamagedRow(5, "none", "there is no such row")] } });

    [Fact]
    public void A_batch_is_asked_for_as_soon_as_there_is_room_for_it()
    {
        Door door = new(_images) { IsSilent = true };
        using TrainingBatches batches = Open(door, depth: 3);
        Assert.True(SpinWait.SpinUntil(() => door.AskedCount == 4, TimeSpan.FromSeconds(30))); // Three ahead, and the one that is due.
    }

    [Fact]
    public void Whoever_waits_for_a_batch_can_be_told_to_wait_no_longer()
    {
        Door door = new(_images) { IsSilent = true };
        using TrainingBatches batches = Open(door, depth: 1);
        Assert.Throws<OperationCanceledException>(() => batches.Take(new CancellationToken(canceled: true)));
    }

    [Fact]
    public void What_nobody_waits_for_any_more_is_given_up()
    {
        Door door = new(_images) { IsSilent = true };
        using (Open(door, depth: 2)) Assert.True(SpinWait.SpinUntil(() => door.AskedCount == 3, TimeSpan.FromSeconds(30)));
        Assert.Equal([1, 2, 3], door.GivenUp);
    }

    [Fact]
    public void A_large_batch_is_asked_for_in_pieces_that_differ_by_one_image_at_most()
    {
        ImageShape shape = new(3, 512, 512);
        InMemoryDataset dataset = TestImages.Numbered(16, shape);
        RasterImages images = new(dataset, new ImagePipeline(
            shape, pad: 0, cropPadding: 0, flip: false, mean: [0, 0, 0], std: [1, 1, 1]));
        Door door = new(images);
        HostBatch batch = new(shape, 16, images.Normalization) { Count = 16 };
        for (int i = 0; i < 16; i++) batch.Indices[i] = 15 - i;

        using IPendingBatch pending = new FetchedPreparation(door, images, Seed).Begin(batch);
        pending.Finish(CancellationToken.None);

        Assert.Equal([4, 4, 4, 4], door.PieceSizes); // 768 KiB an image, 4 MiB a piece at most: four pieces.
        byte[] expected = new byte[shape.ValueCount];
        for (int i = 0; i < 16; i++)
        {
            images.Train(15 - i, Seed, 0, expected);
            Assert.Equal(expected, batch.Image(i).ToArray());
        }
    }

    [Fact]
    public void A_query_that_cannot_be_read_gets_no_answer()
    {
        SampleService service = new(_images, Seed);
        SampleQuery query = new(1, 0, Epoch: 0, Images: 1, new MemoryPayload(new byte[] { 1, 0, 0, 0 }));
        Assert.NotNull(service.Compute([query])[0]);
        SampleQuery[] wrong =
        [
            query with { Images = 2 }, query with { Images = 0 }, query with { Epoch = -1 },
            query with { Payload = new MemoryPayload(new byte[] { Count, 0, 0, 0 }) },
            query with { Payload = new MemoryPayload(new byte[] { 255, 255, 255, 255 }) },
            query with { Payload = new MemoryPayload(new byte[] { 1, 0, 0, 0, 0 }) },
        ];
        Assert.All(service.Compute(wrong), Assert.Null);
    }

    private TrainingBatches Open(Door door, int depth) => new(
        _images, _plan, Seed, rank: 0, firstStep: 1, lastStepExclusive: 1 + Steps, depth,
        new FetchedPreparation(door, _images, Seed));

    private void AssertSame(Door door)
    {
        using TrainingBatches here = new(_images, _plan, Seed, 0, 1, 1 + Steps, depth: 2);
        using TrainingBatches fetched = Open(door, depth: 2);
        for (int step = 0; step < Steps; step++)
        {
            HostBatch expected = here.Take(), batch = fetched.Take();
            Assert.Equal((expected.Step, expected.Epoch), (batch.Step, batch.Epoch));
            Assert.Equal(expected.Indices, batch.Indices);
            Assert.Equal(expected.Labels, batch.Labels);
            Assert.Equal(expected.Damages, batch.Damages);
            Assert.Equal(expected.Pixels, batch.Pixels);
            here.Return(expected);
            fetched.Return(batch);
        }
        Assert.Equal(Steps, door.AskedCount);
    }

    /// <summary>A data node's process without the way to it.</summary>
    private sealed class Door(IPreparedImages images) : IHelperDoor
    {
        private readonly SampleService _service = new(images, Seed);
        private readonly Lock _gate = new();
        private readonly List<int> _pieces = [];
        private readonly List<long> _givenUp = [];
        private long _numbers;

        internal bool IsSilent { get; init; }

        internal int HandsBackEvery { get; init; } = int.MaxValue;

        internal Func<SampleAnswer, SampleAnswer> Spoil { get; init; } = answer => answer;

        internal int AskedCount => PieceSizes.Length;

        internal int[] PieceSizes
        {
            get
            {
                lock (_gate) return [.. _pieces];
            }
        }

        internal long[] GivenUp => [.. _givenUp];

        public long NextNumber() => ++_numbers;

        public Task<HelperAnswer?> Ask(HelperQuery query, int answerBytes)
        {
            lock (_gate) _pieces.Add(query.Count);
            if (IsSilent) return new TaskCompletionSource<HelperAnswer?>().Task;
            if (query.Query % HandsBackEvery == 0) return Task.FromResult<HelperAnswer?>(null);
            HelperAnswer answer = _service.Compute([query])[0]!;
            Assert.Equal(answerBytes, answer.Payload.Bytes.Length);
            return Task.FromResult<HelperAnswer?>(Spoil((SampleAnswer)answer));
        }

        public void GiveUp(long number) => _givenUp.Add(number);
    }
}
