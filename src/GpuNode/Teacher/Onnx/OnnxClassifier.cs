using Distillery.GpuNode.Data;
using Distillery.GpuNode.Teacher.Onnx.Format;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Teacher.Onnx;

/// <summary>An ONNX file that was found to be a classifier of images of the data: what it is asked by, and what it says of itself.</summary>
/// <param name="Input">The name of the images' input.</param>
/// <param name="Output">The name of the logits' output.</param>
/// <param name="Layout">The order of the images' dimensions: never <see cref="ImageLayout.Auto"/>.</param>
/// <param name="Stated">Normalisation and classes; null where the file says nothing of them.</param>
internal sealed record OnnxClassifier(string Path, string Input, string Output, ImageLayout Layout, StatedPreprocessing? Stated)
{
    /// <summary>The key of the file's metadata under which it states its normalisation and classes.</summary>
    internal const string PreprocessingKey = "preprocessing";

    private const int ImageRank = 4; // [batch, channels, height, width], in some order.
    private const int LogitsRank = 2; // [batch, classes].

    /// <summary>Reads all of the file but its weights, which ONNX Runtime has not seen yet.</summary>
    /// <param name="layout"><see cref="ImageLayout.Auto"/> where the file is to say it.</param>
    /// <exception cref="UserErrorException">It is no ONNX file, is damaged, lacks parts, or does not classify such images.</exception>
    internal static OnnxClassifier Read(string path, ImageShape images, int classCount, ImageLayout layout)
    {
        OnnxOutline outline = OnnxOutlineReader.Read(path);
        OnnxExternalFiles.Require(path, outline.External);
        OnnxValue input = RequireInput(path, outline.Inputs);
        ImageLayout order = RequireShape(path, input, images, layout);
        OnnxValue output = RequireOutput(path, outline.Outputs, classCount);
        StatedPreprocessing? stated = outline.Metadata.TryGetValue(PreprocessingKey, out string? text)
            ? StatedPreprocessing.Parse(text, $"the metadata '{PreprocessingKey}' of {path}")
            : null;
        return new OnnxClassifier(path, input.Name, output.Name, order, stated);
    }

    private static OnnxValue RequireInput(string path, IReadOnlyList<OnnxValue> inputs)
    {
        if (inputs is not [OnnxValue input])
        {
            string names = inputs.Count == 0 ? "none" : string.Join(", ", inputs.Select(value => $"'{value.Name}'"));
            throw new UserErrorException(
                $"{path} takes {inputs.Count} inputs ({names}), but a teacher gets images and nothing else",
                "Export the network with its images as the only input.");
        }
        if (input.Type == OnnxElementType.Float) return input;
        throw new UserErrorException(
            $"the input of {path} is {input}, but images are given as Float",
            "Export the network with an input in single precision (float32); what it computes in inside is its own affair.");
    }

    private static ImageLayout RequireShape(string path, OnnxValue input, ImageShape images, ImageLayout layout)
    {
        if (input.Shape is not { Count: ImageRank } shape)
        {
            throw new UserErrorException(
                $"the input of {path} is {input}, but images have {ImageRank} dimensions: batch, channels, height, width",
                "Export a network that takes images.");
        }
        if (shape[0] is { } batch)
        {
            throw new UserErrorException(
                $"{path} takes {batch} images at a time, no more and no fewer: its input is {input}",
                "Export it with an open batch axis, such as dynamic_axes={'images': {0: 'batch'}, 'logits': {0: 'batch'}}.");
        }
        ImageLayout[] fitting = [.. new[] { ImageLayout.Nchw, ImageLayout.Nhwc }.Where(order => Fits(shape, Sizes(images, order)))];
        if (fitting.Length > 0 && layout == ImageLayout.Auto) return fitting[0];
        if (fitting.Contains(layout)) return layout;
        throw new UserErrorException(
            $"the input of {path} is {input}, but the data's images are {images}"
            + (layout == ImageLayout.Auto ? "" : $" and teacher.layout is {layout.ToString().ToLowerInvariant()}"),
            "Use a teacher for images of this size, or let section data make images of the size that it takes.");
    }

    private static long[] Sizes(ImageShape images, ImageLayout order) => order == ImageLayout.Nhwc
        ? [images.Height, images.Width, images.Channels]
        : [images.Channels, images.Height, images.Width];

    private static bool Fits(IReadOnlyList<long?> shape, long[] sizes) =>
        shape.Skip(1).Zip(sizes).All(pair => pair.First is null || pair.First == pair.Second);

    /// <summary>The first output that can be logits: exporters write what a network's forward returns first.</summary>
    private static OnnxValue RequireOutput(string path, IReadOnlyList<OnnxValue> outputs, int classCount)
    {
        OnnxValue[] logits = [.. outputs.Where(value => value.Type == OnnxElementType.Float && value.Shape is null or { Count: LogitsRank })];
        if (logits.Length == 0)
        {
            throw new UserErrorException(
                $"{path} gives {string.Join(" and ", outputs)}, and none of it is one Float for each class",
                "Export a classifier, whose output is [batch, classes] in single precision.");
        }
        if (logits.FirstOrDefault(value => value.Shape?[1] is not { } count || count == classCount) is { } fitting) return fitting;
        throw new UserErrorException(
            $"{path} tells {logits[0].Shape![1]} classes apart, but the data has {classCount}",
            "Use a teacher that was trained on these classes.");
    }
}
