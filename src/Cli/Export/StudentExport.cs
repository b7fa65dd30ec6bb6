using Distillery.Cli.Evaluation;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Teacher.Onnx;
using Distillery.GpuNode.Tensors;
using Distillery.Shared;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Export;

/// <summary>Writes a student to a file of its own: beside it first, read back and compared, then moved in
/// place.</summary>
internal sealed class StudentExport(SavedStudent saved, RunConfig config)
{
    private const string Onnx = "onnx";
    private const int VerifiedBatch = 3; // Another one than an export is recorded with, so that no batch size can be frozen in.
    private const double Tolerance = 1e-4; // Of the largest logit: operators are fused and ordered differently.

    internal static IReadOnlyList<string> Formats { get; } = ["safetensors", Onnx];

    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <exception cref="UserErrorException">The weights do not fit the run's network.</exception>
    /// <exception cref="RunFailedException">What was written does not answer like the student.</exception>
    internal void Write(string format, string path)
    {
        TorchRuntime.Initialize(config.Deterministic);
        using DataSources data = DataSources.Open(config.Data);
        IPreparedImages images = data.Validation;
        ImageShape shape = images.Shape;
        using LoadedNetwork network = LoadedNetwork.Load(
            config.Student.Architecture, saved.WeightsPath, shape, images.ClassCount, 1, Devices.Cpu);
        string architecture = config.Student.Architecture;
        IWeightsExport export = format == Onnx
            ? new OnnxExport(architecture, shape, images.ClassCount, data.Training.Normalization)
            : new SafetensorsExport(architecture, shape, images.ClassCount);
        WriteVerified(export, network, shape, Path.GetFullPath(path));
    }

    private static void WriteVerified(IWeightsExport export, LoadedNetwork network, ImageShape shape, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = $"{path}.{Environment.ProcessId}.writing";
        try
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable guard = no_grad();
            export.Write(temporary, network);
            Verify(export, network, RandomImages.Create(VerifiedBatch, shape), temporary);
            File.Move(temporary, path, overwrite: true);
        }
        catch (IOException error) when (DiskFullException.Explains(error))
        {
            throw new DiskFullException(path, error);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static void Verify(IWeightsExport export, LoadedNetwork network, Tensor images, string path)
    {
        float[] expected = network[0].call(images).ToArray<float>();
        float[] answered = export.Answer(path, images).ToArray<float>();
        double largest = expected.Max(Math.Abs);
        double distance = expected.Zip(answered, (left, right) => Math.Abs((double)left - right)).Max();
        if (answered.Length == expected.Length && distance <= Tolerance * Math.Max(1, largest)) return;
        throw new RunFailedException(
            $"the exported file answers differently from the student: by {distance:G3}, "
            + $"where the largest logit is {largest:G3}",
            "Nothing was kept. Please report this with the configuration of the run.");
    }
}
