using Distillery.Cli.Evaluation;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Teacher.Onnx;
using Distillery.GpuNode.Teacher.Onnx.Recording;
using Distillery.Shared;

namespace Distillery.Cli.Export;

/// <summary>An ONNX file, which any ONNX runtime computes without knowing the architecture.</summary>
/// <param name="normalization">Of the images that the student was trained on.</param>
internal sealed class OnnxExport(string architecture, ImageShape shape, int classCount, Normalization normalization) : IWeightsExport
{
    public void Write(string path, LoadedNetwork network)
    {
        StatedPreprocessing stated = new([.. normalization.Mean], [.. normalization.Std], classCount);
        using FileStream file = File.Create(path);
        try
        {
            NetworkExport.Write(file, network[0], architecture, shape, stated);
        }
        catch (NotSupportedException error)
        {
            throw new UserErrorException(
                $"{architecture} cannot be written as ONNX: {error.Message}", "Export it as safetensors.", error);
        }
        file.Flush(flushToDisk: true);
    }

    public Tensor Answer(string path, Tensor images)
    {
        using OnnxTeacher read = OnnxTeacher.Load(path, shape, classCount, threads: 1);
        return read.Answer(images);
    }
}
