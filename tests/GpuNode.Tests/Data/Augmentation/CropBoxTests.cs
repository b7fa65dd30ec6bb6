using Distillery.GpuNode.Data.Augmentation;
using Distillery.Shared.Seeds;

namespace Distillery.GpuNode.Tests.Data.Augmentation;

public sealed class CropBoxTests
{
    private const int Draws = 20_000;

    /// <summary>Measured over 40,000 draws of RandomResizedCrop.get_params of torchvision 0.14 for images of 500x375
    /// pixels.</summary>
    [Fact]
    public void Crops_are_spread_as_torchvisions_are()
    {
        CropBox[] boxes = Boxes(CropSettings.Standard, 500, 375);
        Assert.All(boxes, box =>
        {
            Assert.InRange(box.Left + box.Width, 1, 500);
            Assert.InRange(box.Top + box.Height, 1, 375);
            Assert.InRange((double)box.Width / box.Height, 0.73, 1.37);
        });
        double meanArea = boxes.Average(box => (double)box.Width * box.Height / (500 * 375));
        Assert.Equal(MeanAreaOfTorchvision, meanArea, 0.01);
        Assert.Equal(MeanLogRatioOfTorchvision, boxes.Average(box => Math.Log((double)box.Width / box.Height)), 0.01);
        Assert.Equal(0.5, boxes.Where(box => box.Width < 490).Average(box => box.Left / (500.0 - box.Width)), 0.02);
    }

    [Fact]
    public void An_image_that_allows_no_crop_gives_its_middle()
    {
        CropBox box = Boxes(CropSettings.Standard with { SmallestShare = 1 }, 1000, 10)[0];
        Assert.Equal(new CropBox(493, 0, 13, 10), box);
        Assert.Equal(new CropBox(0, 0, 1, 1), Boxes(CropSettings.Standard, 1, 1)[0]);
    }

    private const double MeanAreaOfTorchvision = 0.434;
    private const double MeanLogRatioOfTorchvision = 0.032;

    private static CropBox[] Boxes(CropSettings settings, int width, int height)
    {
        RandomStream stream = RandomStream.Named(1, "test crops");
        CropBox[] boxes = new CropBox[Draws];
        for (int i = 0; i < Draws; i++) boxes[i] = CropBox.Draw(settings, width, height, ref stream);
        return boxes;
    }
}
