using Distillery.GpuNode.Data.Codecs;
using Distillery.GpuNode.Data.Resampling;

namespace Distillery.GpuNode.Tests.Data.Codecs;

/// <summary>Beside Pillow, which decodes with libjpeg-turbo and an own conversion to RGB.</summary>
public sealed class ImageDecoderTests
{
    [Theory]
    [InlineData("color.png")]
    [InlineData("grey.png")]
    [InlineData("palette.png")]
    [InlineData("alpha.png")]
    [InlineData("color-444.jpg")]
    [InlineData("grey.jpg")]
    public void Images_without_coarser_colour_have_the_bytes_that_Pillow_reads(string name) =>
        Assert.Equal(ImageFixtures.Result($"decoded.{name}"), ImageFixtures.Resampled(ImageFixtures.Bytes(name)));

    /// <summary>Colour is brought to size by another filter than libjpeg's, so single pixels at edges of colour differ.</summary>
    [Theory]
    [InlineData("color-420.jpg", 0.8)]
    [InlineData("color-422.jpg", 0.6)]
    [InlineData("progressive.jpg", 0.8)]
    [InlineData("turned.jpg", 0.8)]
    [InlineData("cmyk.jpg", 1)]
    public void Images_with_coarser_colour_are_close_to_what_Pillow_reads(string name, double tolerance)
    {
        (double mean, int _) = ImageFixtures.Difference(
            ImageFixtures.Result($"decoded.{name}"), ImageFixtures.Resampled(ImageFixtures.Bytes(name)));
        Assert.InRange(mean, 0, tolerance);
    }

    [Fact]
    public void Sixteen_bits_become_the_upper_eight() =>
        Assert.Equal(ImageFixtures.Result("decoded.grey.png"), ImageFixtures.Resampled(ImageFixtures.Bytes("grey-16.png")));

    [Theory]
    [InlineData("color.png")]
    [InlineData("color-420.jpg")]
    [InlineData("grey.jpg")]
    public void One_channel_is_the_brightness(string name)
    {
        byte[] grey = ImageFixtures.Resampled(ImageFixtures.Bytes(name), channels: 1);
        byte[] expected = ImageFixtures.Result("decoded.grey.png")[..grey.Length];
        (double mean, int _) = ImageFixtures.Difference(expected, grey);
        Assert.InRange(mean, 0, name == "color.png" ? 0 : 3); // JPEG loses a little of the noise.
    }

    [Fact]
    public void A_png_under_the_name_of_a_jpeg_is_known_by_its_bytes()
    {
        Assert.Equal(EncodedFormat.Png, ImageDecoder.FormatOf(ImageFixtures.Bytes("color.png")));
        Assert.Equal(EncodedFormat.Jpeg, ImageDecoder.FormatOf(ImageFixtures.Bytes("grey.jpg")));
        Assert.Equal(EncodedFormat.Unknown, ImageDecoder.FormatOf("GIF89a"u8));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Decoding_smaller_shows_the_same_picture(int divisor)
    {
        byte[] large = LargePicture();
        ResampleWindow window = ResampleWindow.Whole(37, 21, 411, 377, new(3, 40, 40), mirror: false);
        (double mean, int _) = ImageFixtures.Difference(
            ImageFixtures.Resampled(large, window), ImageFixtures.Resampled(large, window, divisor: divisor));
        Assert.InRange(mean, 0, 1.5);
    }

    [Theory]
    [InlineData("truncated.jpg", "remature end")]
    [InlineData("", "empty")]
    [InlineData("make_fixtures.py", "neither JPEG nor PNG")]
    public void A_damaged_image_is_told_with_its_reason(string name, string reason)
    {
        using ImageDecoder decoder = new();
        byte[] bytes = name.Length == 0 ? [] : ImageFixtures.Bytes(name);
        Assert.Contains(reason, decoder.Decode(bytes, new ImageFixtures.FixedScale(1)), StringComparison.Ordinal);
    }

    /// <summary>No byte that is changed or missing may do worse than make the image damaged.</summary>
    [Theory]
    [InlineData("color-420.jpg")]
    [InlineData("progressive.jpg")]
    [InlineData("palette.png")]
    [InlineData("alpha.png")]
    public void Any_damage_gives_a_reason_or_a_picture(string name)
    {
        byte[] whole = ImageFixtures.Bytes(name);
        using ImageDecoder decoder = new();
        int damaged = 0;
        for (int at = 0; at < whole.Length; at += 3)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 0x5A;
            if (decoder.Decode(changed, new ImageFixtures.FixedScale(1)) is not null) damaged++;
            if (decoder.Decode(whole.AsSpan(0, at), new ImageFixtures.FixedScale(1)) is not null) damaged++;
        }
        Assert.InRange(damaged, whole.Length / 4, whole.Length);
        Assert.Null(decoder.Decode(whole, new ImageFixtures.FixedScale(1))); // The decoder is none the worse for it.
    }

    [Fact]
    public void What_is_encoded_is_decoded_again()
    {
        byte[] planes = ImageFixtures.Result("picture");
        byte[] pixels = Interleaved(planes);
        byte[] png = LibPng.Encode(pixels, ImageFixtures.Width, ImageFixtures.Height, isGrey: false);
        Assert.Equal(planes, ImageFixtures.Resampled(png));
        using TurboJpegHandle encoder = TurboJpegHandle.Encoder();
        byte[] jpeg = TurboJpeg.Encode(encoder, pixels, ImageFixtures.Width, ImageFixtures.Height, isGrey: false, quality: 95);
        Assert.InRange(ImageFixtures.Difference(planes, ImageFixtures.Resampled(jpeg)).Mean, 0, 5);
    }

    private static byte[] Interleaved(byte[] planes)
    {
        int size = planes.Length / 3;
        byte[] pixels = new byte[planes.Length];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = planes[(i % 3 * size) + (i / 3)];
        return pixels;
    }

    private static byte[] LargePicture()
    {
        ResampleWindow window = ResampleWindow.Whole(0, 0, ImageFixtures.Width, ImageFixtures.Height, new(3, 433, 501), mirror: false);
        byte[] planes = ImageFixtures.Resampled(ImageFixtures.Bytes("color.png"), window);
        using TurboJpegHandle encoder = TurboJpegHandle.Encoder();
        return TurboJpeg.Encode(encoder, Interleaved(planes), 501, 433, isGrey: false, quality: 95);
    }
}
