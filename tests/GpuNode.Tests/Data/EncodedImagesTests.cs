using Distillery.GpuNode.Data;
using Distillery.GpuNode.Data.Sources;
using Distillery.Shared;
using Distillery.Shared.Configuration;
using Distillery.Shared.Plans;

namespace Distillery.GpuNode.Tests.Data;

public sealed class EncodedImagesTests : IDisposable
{
    private const long Seed = 9;
    private const int Count = 12;

    private readonly TemporaryFolder _folder = new();
    private readonly PreparationPool _pool = new(3);

    public void Dispose()
    {
        _pool.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_an_image_becomes_depends_on_seed_epoch_and_sample_alone()
    {
        using EncodedImages images = Open();
        byte[] first = Trained(images, 5, epoch: 2);
        Assert.NotEqual(first, Trained(images, 5, epoch: 3));
        Assert.NotEqual(first, Trained(images, 10, epoch: 2)); // The same picture in another place.
        Assert.Equal(first, Trained(images, 5, epoch: 2));
        byte[] evaluated = new byte[images.Shape.ValueCount], again = new byte[images.Shape.ValueCount];
        images.Evaluate(3, evaluated);
        images.Evaluate(3, again);
        Assert.Equal(evaluated, again);
    }

    [Fact]
    public void A_damaged_image_is_replaced_by_the_next_healthy_one_and_named()
    {
        using EncodedImages images = Open(4, 5);
        byte[] replaced = new byte[images.Shape.ValueCount];
        PreparedImage prepared = images.Train(4, Seed, 1, replaced);
        Assert.Equal(6 % 3, prepared.Label);
        Assert.Equal(4, prepared.Damage!.Sample);
        Assert.Contains("train-0.tar, image 4", prepared.Damage.Name, StringComparison.Ordinal);
        Assert.NotEmpty(prepared.Damage.Reason);
        Assert.Equal(Trained(images, 6, epoch: 1), replaced);
        Assert.Null(images.Train(6, Seed, 1, replaced).Damage);
    }

    [Fact]
    public void After_the_last_image_comes_the_first()
    {
        using EncodedImages images = Open(Count - 1);
        byte[] replaced = new byte[images.Shape.ValueCount];
        Assert.Equal(Count - 1, images.Train(Count - 1, Seed, 0, replaced).Damage!.Sample);
        Assert.Equal(Trained(images, 0, epoch: 0), replaced);
    }

    [Fact]
    public void Nothing_but_damaged_images_is_an_error()
    {
        using EncodedImages images = Open([.. Enumerable.Range(0, Count)]);
        UserErrorException error = Assert.Throws<UserErrorException>(() => Trained(images, 3, epoch: 0));
        Assert.Contains("12 images in a row", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Batches_are_the_same_however_many_threads_prepare_them()
    {
        using EncodedImages images = Open(2);
        SamplePlan plan = new(new ShardedOrder(Seed, [Count], 1), rankCount: 1, batchSize: 5);
        using TrainingBatches batches = new(images, plan, Seed, rank: 0, firstStep: 1, lastStepExclusive: 6, depth: 2);
        for (long step = 1; step < 6; step++)
        {
            HostBatch batch = batches.Take();
            for (int row = 0; row < batch.Count; row++)
            {
                Assert.Equal(Trained(images, batch.Indices[row], batch.Epoch), batch.Image(row).ToArray());
                Assert.Equal(batch.Indices[row] == 2, batch.Damages[row] is not null);
            }
            batches.Return(batch);
        }
    }

    private static byte[] Trained(EncodedImages images, int sample, int epoch)
    {
        byte[] pixels = new byte[images.Shape.ValueCount];
        images.Train(sample, Seed, epoch, pixels);
        return pixels;
    }

    private EncodedImages Open(params int[] damagedAt)
    {
        TestShards.Write(_folder.File("train-0.tar"), 0, Count, damagedAt);
        ShardSource source = ShardSource.Open(_folder.Path, "train-0.tar", DataFormat.Webdataset, _folder.File("cache"), ClassRange.All);
        return new EncodedImages(source, TestPipelines.Of(16), _pool);
    }
}
