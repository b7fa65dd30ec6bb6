using Distillery.GpuNode.Data.Augmentation;
using Distillery.GpuNode.Data.Resampling;

namespace Distillery.GpuNode.Tests.Data.Resampling;

public sealed class ImageResamplerTests
{
    public static TheoryData<string> Resizes =>
        [.. ImageFixtures.ResultNames.Where(name => name.StartsWith("resize.", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Resizes))]
    public void A_crop_is_resized_to_the_very_bytes_of_Pillow(string name)
    {
        int[] numbers = [.. name.Split('.').Skip(1).Select(int.Parse)];
        (int left, int top, int right, int bottom, int size) = (numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
        ResampleWindow window = ResampleWindow.Whole(left, top, right - left, bottom - top, new(3, size, size), mirror: false);
        // Pillow cuts out before it resizes: what is outside of the crop does not shine in.
        Assert.Equal(ImageFixtures.Result(name), ImageFixtures.Resampled(ImageFixtures.Bytes("color.png"), window));
    }

    [Fact]
    public void An_evaluation_shows_what_torchvisions_Resize_and_CenterCrop_show()
    {
        EncodedPipeline pipeline = TestPipelines.Of(32) with { ShorterSide = 36 };
        ResampleWindow window = pipeline.EvaluationWindow(ImageFixtures.Width, ImageFixtures.Height);
        Assert.Equal(ImageFixtures.Result("evaluation"), ImageFixtures.Resampled(ImageFixtures.Bytes("color.png"), window));
    }

    [Fact]
    public void A_mirrored_window_is_the_window_in_reverse()
    {
        ResampleWindow window = ResampleWindow.Whole(3, 4, 50, 40, new(3, 17, 19), mirror: false);
        byte[] plain = ImageFixtures.Resampled(ImageFixtures.Bytes("color.png"), window);
        byte[] mirrored = ImageFixtures.Resampled(ImageFixtures.Bytes("color.png"), window with { Mirror = true });
        for (int row = 0; row < 3 * 17; row++) plain.AsSpan(row * 19, 19).Reverse();
        Assert.Equal(plain, mirrored);
    }

    [Theory]
    [InlineData(224, 224, 1)]
    [InlineData(447, 900, 1)]
    [InlineData(448, 448, 2)]
    [InlineData(896, 900, 4)]
    [InlineData(5000, 3000, 8)]
    public void An_image_is_decoded_no_smaller_than_the_crop_needs(int width, int height, int divisor) =>
        Assert.Equal(divisor, ResampleWindow.Whole(0, 0, width, height, new(3, 224, 224), mirror: false).LargestDivisor);

    [Theory]
    [InlineData(1, 1, 8, 8)]
    [InlineData(200, 1, 7, 9)]
    [InlineData(1, 33, 16, 5)]
    [InlineData(19, 23, 1, 1)]
    public void Planes_of_any_extent_are_resized(int width, int height, int newWidth, int newHeight)
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)77, width * height)];
        byte[] resized = new byte[newWidth * newHeight];
        ResampleWindow window = ResampleWindow.Whole(0, 0, width, height, new(1, newHeight, newWidth), mirror: false);
        new PlaneResampler().Resample(new PlaneView(bytes, width, width, height, 1, 1), window, resized);
        Assert.All(resized, value => Assert.Equal(77, value)); // Weights add up to one.
    }
}
