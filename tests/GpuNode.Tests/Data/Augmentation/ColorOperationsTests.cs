using System.Globalization;
using Distillery.GpuNode.Data.Augmentation;

namespace Distillery.GpuNode.Tests.Data.Augmentation;

/// <summary>Beside Pillow and torchvision, on an image of 28x22 pixels.</summary>
public sealed class ColorOperationsTests
{
    private const int Width = 28;
    private const int Height = 22;

    public static TheoryData<string> Colors => Names("brightness.", "contrast.", "saturation.", "sharpness.", "hue.");

    public static TheoryData<string> RandAugments => Names("rand_augment.");

    /// <summary>Fractions are cut off where Pillow does; a sum in another order may move a value by one.</summary>
    [Theory]
    [MemberData(nameof(Colors))]
    public void Colours_change_as_in_Pillow(string name)
    {
        byte[] values = ImageFixtures.Result("small");
        RgbPlanes image = new(values, Width, Height);
        string[] parts = name.Split('.', 2);
        float factor = float.Parse(parts[1], CultureInfo.InvariantCulture);
        switch (parts[0])
        {
            case "brightness": ColorOperations.Brightness(image, factor); break;
            case "contrast": ColorOperations.Contrast(image, factor); break;
            case "saturation": ColorOperations.Saturation(image, factor); break;
            case "sharpness": ColorOperations.Sharpness(image, factor, new byte[values.Length]); break;
            default: HueOperation.Apply(image, double.Parse(parts[1], CultureInfo.InvariantCulture)); break;
        }
        (double mean, int largest) = ImageFixtures.Difference(ImageFixtures.Result(name), values);
        Assert.InRange(largest, 0, parts[0] == "hue" ? 3 : 1);
        Assert.InRange(mean, 0, 0.05);
    }

    /// <summary>A pixel whose origin lies on the border of two may come from either: that is allowed of one in fifty.</summary>
    [Theory]
    [MemberData(nameof(RandAugments))]
    public void Every_operation_of_RandAugment_does_what_torchvisions_does(string name)
    {
        int[] parts = [.. name.Split('.').Skip(1).Select(int.Parse)];
        byte[] values = ImageFixtures.Result("small");
        new RandAugment(1, parts[1]).ApplyOne(parts[0], parts[2], new RgbPlanes(values, Width, Height), new byte[values.Length]);
        byte[] expected = ImageFixtures.Result(name);
        int different = values.Zip(expected).Count(pair => Math.Abs(pair.First - pair.Second) > 1);
        Assert.InRange(different, 0, values.Length / 50);
    }

    private static TheoryData<string> Names(params string[] beginnings) =>
        [.. ImageFixtures.ResultNames.Where(name => beginnings.Any(beginning => name.StartsWith(beginning, StringComparison.Ordinal)))];
}
