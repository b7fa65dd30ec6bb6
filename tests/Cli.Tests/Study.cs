using System.Buffers.Binary;
using System.Text.Json;

namespace Distillery.Cli.Tests;

/// <summary>A folder with a small data set in Fashion-MNIST's form and a configuration: each class is a bright bar at a
/// place of its own, so that a few steps learn something.</summary>
internal sealed class Study : IDisposable
{
    private const int TrainingCount = 256;
    private const int ValidationCount = 80;
    private const int Pixels = 28;
    private const int Classes = 10;

    private readonly TemporaryFolder _folder = new();

    internal Study()
    {
        Directory.CreateDirectory(Data);
        Write("train", TrainingCount);
        Write("t10k", ValidationCount);
        WriteConfig("tiny.yaml", "student: {architecture: lenet5}\nmethod: {name: supervised}\n");
    }

    internal string Data => _folder.At("data");

    /// <summary>lenet5, supervised, six steps of two ranks.</summary>
    internal string Config => _folder.At("tiny.yaml");

    internal string At(params ReadOnlySpan<string> names) => _folder.At(names);

    /// <summary>A configuration of six steps, with what is added to it.</summary>
    internal string WriteConfig(string name, string sections)
    {
        string path = _folder.At(name);
        File.WriteAllText(
            path,
            "data: {format: idx, path: data, pad: 2}\n"
            + "train: {steps: 6, batch: 16, replicas: 2, optimizer: {learning_rate: 0.02}}\n"
            + "telemetry: {tensorboard: false}\n" + sections);
        return path;
    }

    /// <summary>A resnet8 of a few steps, as a file: the teacher of the study, and its configuration.</summary>
    internal string WriteTeacher()
    {
        string config = WriteConfig("teacher.yaml", "student: {architecture: resnet8}\nmethod: {name: supervised}\n");
        Assert.Equal(0, CliResult.Of("run", config, "--run-dir", At("teacher")).ExitCode);
        string weights = At("teacher.safetensors");
        Assert.Equal(0, CliResult.Of("export", At("teacher"), "--format", "safetensors", "--to", weights).ExitCode);
        return WriteConfig(
            "distil.yaml",
            "teacher: {architecture: resnet8, weights: teacher.safetensors, top1: 0.5, top1_tolerance: 1}\n"
            + "student: {architecture: lenet5}\nmethod: [{name: kd}, {name: unix, keep: 8}]\n");
    }

    /// <summary>The summary of a run.</summary>
    internal JsonElement Summary(params ReadOnlySpan<string> runFolder) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(At(runFolder), "summary.json"))).RootElement;

    internal string WeightsOf(params ReadOnlySpan<string> runFolder) =>
        Summary(runFolder).GetProperty("weights_sha256").GetString()!;

    public void Dispose() => _folder.Dispose();

    private void Write(string prefix, int count)
    {
        using FileStream images = Create($"{prefix}-images-idx3-ubyte", 0x803, count, Pixels, Pixels);
        using FileStream labels = Create($"{prefix}-labels-idx1-ubyte", 0x801, count);
        for (int i = 0; i < count; i++)
        {
            byte[] image = new byte[Pixels * Pixels];
            for (int p = 0; p < image.Length; p++) image[p] = (byte)((p * 7 + i * 13) % 64);
            image.AsSpan((2 + 2 * (i % Classes)) * Pixels, 2 * Pixels).Fill(250);
            images.Write(image);
            labels.WriteByte((byte)(i % Classes));
        }
    }

    private FileStream Create(string name, params ReadOnlySpan<int> header)
    {
        FileStream stream = File.Create(Path.Combine(Data, name));
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        foreach (int number in header)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes, number);
            stream.Write(bytes);
        }
        return stream;
    }
}
