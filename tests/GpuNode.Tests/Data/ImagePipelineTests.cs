using Distillery.GpuNode.Data;
using Distillery.Shared;

namespace Distillery.GpuNode.Tests.Data;

public sealed class ImagePipelineTests
{
    private static readonly ImageShape Small = new(1, 2, 3);
    private static readonly byte[] SmallImage = [10, 20, 30, 40, 50, 60];

    [Fact]
    public void Evaluation_pads_with_black_which_is_normalised_too()
    {
        var pipeline = new ImagePipeline(Small, pad: 1, cropPadding: 4, flip: true, mean: [0.2f], std: [0.5f]);
        Assert.Equal(new ImageShape(1, 4, 5), pipeline.OutputShape);
        byte[] output = new byte[20];
        pipeline.Evaluate(SmallImage, output);
        byte[] bytes = [0, 0, 0, 0, 0, 0, 10, 20, 30, 0, 0, 40, 50, 60, 0, 0, 0, 0, 0, 0];
        Assert.Equal(bytes, output);
        float[] values = new float[20];
        pipeline.Normalization.Apply(output, pipeline.OutputShape, values);
        Assert.Equal(bytes.Select(value => ((value / 255f) - 0.2f) / 0.5f), values);
    }

    [Fact]
    public void Each_channel_has_its_own_mean_and_deviation()
    {
        float[] mean = [0.5071f, 0.4866f, 0.4409f];
        float[] std = [0.2675f, 0.2565f, 0.2761f];
        float[] output = new float[3];
        new Normalization(mean, std).Apply([0, 128, 255], new ImageShape(3, 1, 1), output);
        Assert.Equal(-1.8957010, output[0], 5e-6); // (0 - 0.5071) / 0.2675
        Assert.Equal(0.0598861, output[1], 5e-6);  // (128/255 - 0.4866) / 0.2565
        Assert.Equal(2.0249910, output[2], 5e-6);  // (1 - 0.4409) / 0.2761
    }

    [Fact]
    public void Without_augmentation_training_equals_evaluation()
    {
        var pipeline = new ImagePipeline(Small, pad: 1, cropPadding: 0, flip: false, mean: [0.2f], std: [0.5f]);
        byte[] trained = new byte[20], evaluated = new byte[20];
        pipeline.Train(SmallImage, 1, 2, 3, trained);
        pipeline.Evaluate(SmallImage, evaluated);
        Assert.Equal(evaluated, trained);
    }

    /// <summary>All crops of a hand-padded image, plain and mirrored, and how often each is drawn.</summary>
    [Fact]
    public void Training_draws_each_crop_and_mirror_image_equally_often()
    {
        var pipeline = new ImagePipeline(Small, pad: 0, cropPadding: 1, flip: true, mean: [0f], std: [1f]);
        byte[,] padded = { { 0, 0, 0, 0, 0 }, { 0, 10, 20, 30, 0 }, { 0, 40, 50, 60, 0 }, { 0, 0, 0, 0, 0 } };
        Dictionary<string, int> counts = ExpectedCrops(padded).ToDictionary(crop => crop, _ => 0);
        Assert.Equal(18, counts.Count);
        const int DrawCount = 18_000;
        byte[] output = new byte[6];
        for (int sample = 0; sample < DrawCount; sample++)
        {
            pipeline.Train(SmallImage, 5, 0, sample, output);
            counts[string.Join(' ', output)]++;
        }
        Assert.All(counts.Values, count => Assert.InRange(count, 1000 - 155, 1000 + 155)); // Five deviations of 31.
    }

    [Fact]
    public void Augmentation_depends_on_seed_epoch_and_sample_alone()
    {
        InMemoryDataset dataset = TestImages.Numbered(1, new ImageShape(1, 8, 8));
        ImagePipeline pipeline = TestImages.Augmenting(dataset.Shape);
        byte[] image = new byte[64];
        dataset.ReadImage(0, image);
        byte[][] outputs = [.. Enumerable.Range(0, 30).Select(epoch => Trained(pipeline, image, 1, epoch, 9))];
        Assert.Equal(outputs[4], Trained(pipeline, image, 1, 4, 9));
        Assert.InRange(outputs.Select(output => string.Join(' ', output)).Distinct().Count(), 20, 30);
        Assert.NotEqual(outputs, Enumerable.Range(0, 30).Select(epoch => Trained(pipeline, image, 2, epoch, 9)));
        Assert.NotEqual(outputs, Enumerable.Range(0, 30).Select(epoch => Trained(pipeline, image, 1, epoch, 8)));
    }

    [Fact]
    public void A_crop_may_lie_wholly_in_the_padding()
    {
        var pipeline = new ImagePipeline(new ImageShape(1, 1, 1), 0, cropPadding: 3, flip: true, mean: [0f], std: [1f]);
        byte[] drawn = [.. Enumerable.Range(0, 4900).Select(sample => Trained(pipeline, [255], 1, 0, sample)[0])];
        Assert.All(drawn, value => Assert.True(value is 0 or 255));
        Assert.InRange(drawn.Count(value => value == 255), 50, 150); // One of 49 crops shows the pixel.
    }

    [Fact]
    public void Preparing_an_image_allocates_nothing()
    {
        ImagePipeline pipeline = TestImages.Augmenting(new ImageShape(1, 28, 28));
        byte[] image = new byte[784];
        byte[] output = new byte[900];
        pipeline.Train(image, 1, 0, 0, output);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int sample = 0; sample < 100; sample++) pipeline.Train(image, 1, 0, sample, output);
        pipeline.Evaluate(image, output);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Settings_that_do_not_fit_the_images_are_refused()
    {
        Assert.Throws<UserErrorException>(() => new ImagePipeline(Small, 0, 0, false, [0f, 0f], [1f]));
        Assert.Throws<UserErrorException>(() => new ImagePipeline(Small, 0, 0, false, [0f], []));
        Assert.Throws<UserErrorException>(() => new ImagePipeline(Small, 0, 0, false, [0f], [0f]));
        Assert.Throws<UserErrorException>(() => new ImagePipeline(Small, 0, 0, false, [float.NaN], [1f]));
        Assert.Throws<UserErrorException>(() => new ImagePipeline(Small, -1, 0, false, [0f], [1f]));
        Assert.Throws<UserErrorException>(() => new ImagePipeline(Small, 0, 257, false, [0f], [1f]));
    }

    private static byte[] Trained(ImagePipeline pipeline, byte[] image, long seed, int epoch, int sample)
    {
        byte[] output = new byte[pipeline.OutputShape.ValueCount];
        pipeline.Train(image, seed, epoch, sample, output);
        return output;
    }

    private static IEnumerable<string> ExpectedCrops(byte[,] padded)
    {
        for (int top = 0; top < 3; top++)
        {
            for (int left = 0; left < 3; left++)
            {
                int[] columns = [left, left + 1, left + 2];
                yield return string.Join(' ', Rows(columns));
                yield return string.Join(' ', Rows([.. columns.Reverse()]));
            }

            IEnumerable<byte> Rows(int[] columns) =>
                columns.Select(x => padded[top, x]).Concat(columns.Select(x => padded[top + 1, x]));
        }
    }
}
