using Distillery.GpuNode.Data;
using Distillery.GpuNode.Evaluation;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;

namespace Distillery.GpuNode.Tests.Evaluation;

/// <summary>Images of one pixel, whose value is the image's number; the label of image i is i modulo ten.</summary>
public sealed class EvaluatorTests
{
    private const int Count = 23;

    private static readonly ImageShape Shape = new(1, 1, 1);

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 5)]
    [InlineData(3, 5)]
    [InlineData(4, 5)]
    [InlineData(4, 1)]
    [InlineData(4, 23)]
    [InlineData(3, 100)]
    public void Every_image_is_seen_once_whatever_the_workers_and_batches(int workerCount, int batchSize)
    {
        List<int> seen = [];
        Accuracy accuracy = Measure(workerCount, batchSize, numbers =>
        {
            Assert.InRange(numbers.Length, 1, batchSize);
            lock (seen) seen.AddRange(numbers);
        });
        Assert.Equal(Enumerable.Range(0, Count), seen.Order());
        Assert.Equal(Count, accuracy.Count);
    }

    [Fact]
    public void The_counts_are_exact()
    {
        // The stand-in answers "number modulo 7", which is the label, number modulo 10, for 0 to 6 of each 70.
        Accuracy accuracy = Measure(workerCount: 2, batchSize: 4, _ => { });
        Assert.Equal(Enumerable.Range(0, Count).Count(i => i % 7 == i % 10), accuracy.Top1Correct);
    }

    [Fact]
    public void A_stopped_evaluation_gives_nothing()
    {
        using CancellationTokenSource stop = new();
        int batches = 0;
        Assert.Throws<OperationCanceledException>(() => Measure(
            workerCount: 1, batchSize: 4,
            _ =>
            {
                if (++batches == 2) stop.Cancel();
            },
            stop.Token));
        Assert.Equal(2, batches);
    }

    private static Accuracy Measure(
        int workerCount, int batchSize, Action<int[]> seen, CancellationToken stop = default)
    {
        byte[] pixels = [.. Enumerable.Range(0, Count).Select(i => (byte)i)];
        byte[] labels = [.. Enumerable.Range(0, Count).Select(i => (byte)(i % 10))];
        InMemoryDataset dataset = new("numbers", Shape, 10, pixels, labels);
        ImagePipeline pipeline = new(Shape, pad: 0, cropPadding: 0, flip: false, mean: [0], std: [1 / 255f]);
        using WorkerPool workers = new(workerCount, threadsPerWorker: 1);
        return new Evaluator(new RasterImages(dataset, pipeline), batchSize, Devices.Cpu).Measure(
            workers, (_, images) => Answer(images, seen), stop);
    }

    private static Tensor Answer(Tensor images, Action<int[]> seen)
    {
        int[] numbers = Array.ConvertAll(images.ToArray<float>(), value => (int)Math.Round(value));
        seen(numbers);
        float[] logits = new float[numbers.Length * 10];
        for (int i = 0; i < numbers.Length; i++) logits[(i * 10) + (numbers[i] % 7)] = 1;
        return HostTensor.From<float>(logits, numbers.Length, 10);
    }
}
