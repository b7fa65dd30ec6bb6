using Distillery.GpuNode.Data;
using Distillery.GpuNode.Data.Augmentation;
using Distillery.GpuNode.Data.Sources;
using Distillery.Shared.Plans;

namespace Distillery.Cli.Bench.Data;

/// <summary>The product's data path from tar files to a batch of bytes: random resized crop and mirror image.</summary>
internal sealed class ProductData : IDataSide
{
    private const int BatchSize = 64;
    private const long Seed = 0;
    private const int ShuffleWindow = 16;

    private readonly PreparationPool _pool;
    private readonly EncodedImages _images;
    private readonly SamplePlan _plan;
    private readonly HostBatch _batch;
    private readonly TimeProvider _time;
    private long _step;

    internal ProductData(ShardSource source, int size, int workers, TimeProvider time)
    {
        Normalization normalization = new([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);
        EncodedPipeline pipeline = new(
            new ImageShape(3, size, size), size + (size / 7), CropSettings.Standard, Flip: true, new ColorJitter(0, 0, 0, 0),
            new RandAugment(0, 0), normalization, IsScaledDecodingAllowed: true);
        _pool = new PreparationPool(workers);
        _images = new EncodedImages(source, pipeline, _pool);
        _plan = new SamplePlan(new ShardedOrder(Seed, source.ShardCounts, ShuffleWindow), rankCount: 1, BatchSize);
        _batch = new HostBatch(pipeline.Shape, BatchSize, normalization);
        _time = time;
    }

    public double Prepare(int images)
    {
        long started = _time.GetTimestamp();
        for (int done = 0; done < images; done += BatchSize, _step++)
        {
            (int epoch, int step) = _plan.Locate(_step);
            _plan.Indices(epoch, step, rank: 0, _batch.Indices);
            _images.Each(
                Math.Min(BatchSize, images - done), row => _images.Train(_batch.Indices[row], Seed, epoch, _batch.Image(row)),
                CancellationToken.None);
        }
        return _time.GetElapsedTime(started).TotalSeconds;
    }

    public void Dispose()
    {
        _pool.Dispose();
        _images.Dispose();
    }
}
