using Distillery.GpuNode.Data;
using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Teacher.Onnx;
using Distillery.GpuNode.Teacher.Onnx.Format;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Teacher.Onnx;

public sealed class OnnxClassifierTests : IDisposable
{
    private static readonly ImageShape Images = new(1, 4, 4);

    private readonly OnnxFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_file_says_how_it_is_asked()
    {
        OnnxClassifier found = Read(_files.Write());
        Assert.Equal(("images", "logits", ImageLayout.Nchw), (found.Input, found.Output, found.Layout));
        Assert.Null(found.Stated);
    }

    [Fact]
    public void Sizes_that_are_left_open_fit_and_channels_last_is_told_by_its_shape()
    {
        Assert.Equal(ImageLayout.Nchw, Read(_files.Write([null, null, null, null])).Layout);
        Assert.Equal(ImageLayout.Nhwc, Read(_files.Write([null, null, null, null]), ImageLayout.Nhwc).Layout);
        Assert.Equal(ImageLayout.Nhwc, Read(_files.Write([null, 4, 4, 1], isTransposed: true)).Layout);
    }

    [Fact]
    public void Normalisation_and_classes_are_read_from_the_metadata()
    {
        StatedPreprocessing stated = new([0.25f], [0.5f], 10);
        string path = _files.Write(change: graph => graph.AddMetadata("preprocessing", stated.ToJson()));

        OnnxClassifier found = Read(path);

        Assert.Equal(stated.Mean, found.Stated!.Mean);
        Assert.Equal(stated.Std, found.Stated.Std);
        Assert.Equal(10, found.Stated.Classes);
    }

    [Fact]
    public void Metadata_that_cannot_be_read_are_refused() => AssertRefused(
        _files.Write(change: graph => graph.AddMetadata("preprocessing", "0.5")), "the metadata 'preprocessing' of", "\"mean\"");

    [Fact]
    public void Weights_that_are_listed_as_inputs_as_older_files_do_are_none() => Assert.Equal(
        "images", Read(_files.Write(change: graph => graph.AddInput(new OnnxValue("weight", OnnxElementType.Float, [1, 10])))).Input);

    [Fact]
    public void Of_several_outputs_the_first_that_can_be_logits_is_taken()
    {
        string path = _files.Write(change: graph => graph.AddOutput(
            new OnnxValue("copy", OnnxElementType.Float, [null, 10]), graph.AddNode("Identity", ["logits"])));
        Assert.Equal("logits", Read(path).Output);
    }

    [Fact]
    public void Two_inputs_are_refused() => AssertRefused(
        _files.Write(change: graph => graph.AddInput(new OnnxValue("mask", OnnxElementType.Float, [null]))),
        "takes 2 inputs ('images', 'mask')", "only input");

    [Fact]
    public void An_input_in_half_precision_is_refused() =>
        AssertRefused(_files.Write(type: OnnxElementType.Float16), "images: Float16 [?, 1, 4, 4]", "float32");

    [Fact]
    public void A_fixed_batch_is_refused() => AssertRefused(_files.Write([8, 1, 4, 4]), "takes 8 images at a time", "dynamic_axes");

    [Theory]
    [InlineData(3, 4, 4)]
    [InlineData(1, 8, 8)]
    public void Images_of_another_size_are_refused(int channels, int height, int width) =>
        AssertRefused(_files.Write([null, channels, height, width]), $"[?, {channels}, {height}, {width}]", "section data");

    [Fact]
    public void A_layout_that_the_input_does_not_have_is_refused()
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => Read(_files.Write(), ImageLayout.Nhwc));
        Assert.Contains("teacher.layout is nhwc", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_takes_no_images_is_refused() => AssertRefused(_files.Write([null, 16]), "4 dimensions", "takes images");

    [Fact]
    public void Another_number_of_classes_is_refused() =>
        AssertRefused(_files.Write(classes: 12), "tells 12 classes apart, but the data has 10", "trained on these classes");

    [Fact]
    public void What_gives_no_logits_is_refused()
    {
        OnnxGraph graph = new("test");
        graph.AddInput(new OnnxValue("images", OnnxElementType.Float, [null, 1, 4, 4]));
        graph.AddOutput(new OnnxValue("features", OnnxElementType.Float, [null, 8, 2, 2]), made: "");
        string path = _files.Save("teacher.onnx", graph.ToModel().ToArray());
        AssertRefused(path, "gives features: Float [?, 8, 2, 2]", "[batch, classes]");
    }

    private static OnnxClassifier Read(string path, ImageLayout layout = ImageLayout.Auto) =>
        OnnxClassifier.Read(path, Images, OnnxFiles.Classes, layout);

    private static void AssertRefused(string path, string problem, string nextStep)
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => Read(path));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(nextStep, error.NextStep, StringComparison.Ordinal);
    }
}
