using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Student;

/// <summary>Makes the images that a step trains on from those of a batch. Student and teacher use the same operations on the same
/// shapes, so that both see the same bits wherever the mixing is done.</summary>
public static class ImageMixing
{
    /// <summary>Rows of images, in another order or fewer.</summary>
    public static Tensor Pick(Tensor images, int[] positions) => images.index_select(0, PositionsOn(images.device, positions));

    /// <summary>Mixes in pixel space, after normalisation: (1 − share) · anchor + share · partner.</summary>
    /// <param name="images">[any, channels, height, width].</param>
    /// <param name="shares">Of the partners, 0 to 1.</param>
    public static Tensor Mix(Tensor images, int[] anchors, int[] partners, float[] shares) => Mix(
        Pick(images, anchors), Pick(images, partners), HostTensor.From<float>(shares, shares.Length).to(images.device));

    internal static Tensor Mix(Tensor anchors, Tensor partners, Tensor shares) => lerp(anchors, partners, shares.view(-1, 1, 1, 1));

    internal static Tensor PositionsOn(Device device, int[] positions) =>
        HostTensor.From<long>(Array.ConvertAll(positions, position => (long)position), positions.Length).to(device);
}
