using Distillery.GpuNode.Student;
using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Tests.Student;

/// <summary>Three images of two pixels: (0, 1), (2, 4), (8, 16), labelled 5, 6, 7.</summary>
public sealed class TrainingInputsTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Tensor _images = HostTensor.From<float>([0, 1, 2, 4, 8, 16], 3, 1, 1, 2);
    private readonly Tensor _labels = HostTensor.From<long>([5, 6, 7], 3);

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void A_partner_is_mixed_into_its_anchor_by_its_share()
    {
        Mixing mixing = new([0, 0], [0.25f, 0.5f]);
        TrainingInputs inputs = From([2, 1], mixing);

        // 3/4 of (8, 16) and 1/4 of (0, 1); half of (2, 4) and half of (0, 1).
        Assert.Equal([6, 12.25f, 1, 2.5f], inputs.Images.ToArray<float>());
        Assert.Equal([2, 1, 1, 2], inputs.Images.shape);
        Assert.Equal([7, 6], inputs.Labels.ToArray<long>());
        Assert.Equal([5, 5], inputs.PartnerLabels!.ToArray<long>());
        Assert.Equal([0.25f, 0.5f], inputs.PartnerShares!.ToArray<float>());
    }

    [Fact]
    public void Share_zero_leaves_the_anchor_and_share_one_the_partner()
    {
        TrainingInputs inputs = From([1, 1], new Mixing([2, 2], [0, 1]));
        Assert.Equal([2, 4, 8, 16], inputs.Images.ToArray<float>());
    }

    [Fact]
    public void A_dropped_image_may_be_a_partner()
    {
        TrainingInputs inputs = From([0], new Mixing([2], [0.5f]));
        Assert.Equal([4, 8.5f], inputs.Images.ToArray<float>());
        Assert.Equal([7], inputs.PartnerLabels!.ToArray<long>());
    }

    [Fact]
    public void Without_mixing_the_kept_images_are_as_they_are()
    {
        TrainingInputs inputs = From([2, 0], mixing: null);
        Assert.Equal([8, 16, 0, 1], inputs.Images.ToArray<float>());
        Assert.Equal([7, 5], inputs.Labels.ToArray<long>());
        Assert.Null(inputs.PartnerLabels);
        Assert.Null(inputs.PartnerShares);
    }

    [Fact]
    public void The_whole_batch_in_order_is_not_copied()
    {
        TrainingInputs inputs = From([0, 1, 2], mixing: null);
        Assert.Same(_images, inputs.Images);
        Assert.Same(_labels, inputs.Labels);
    }

    [Fact]
    public void The_whole_batch_in_another_order_or_mixed_is_not_taken_for_the_batch()
    {
        Assert.Equal([6, 5, 7], From([1, 0, 2], mixing: null).Labels.ToArray<long>());
        TrainingInputs mixed = From([0, 1, 2], new Mixing([1, 2, 0], [0.5f, 0.5f, 0.5f]));
        Assert.Equal([1, 2.5f, 5, 10, 4, 8.5f], mixed.Images.ToArray<float>());
    }

    private TrainingInputs From(int[] kept, Mixing? mixing) =>
        TrainingInputs.From(_images, _labels, new Selection(kept, mixing, [], "test"));
}
