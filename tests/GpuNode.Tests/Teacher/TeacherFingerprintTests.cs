using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Tests.Teacher.Onnx;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Teacher;

public sealed class TeacherFingerprintTests : IDisposable
{
    private readonly OnnxFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void What_can_change_an_answer_changes_the_fingerprint()
    {
        TeacherConfig config = Config(_files.Save("a", "weights"u8));
        TeacherConfig[] others =
        [
            config with { Engine = TeacherEngine.Torch }, config with { Engine = TeacherEngine.Onnxruntime },
            config with { Format = TeacherFormat.Torchscript }, config with { Layout = ImageLayout.Nhwc }, config with { Mean = [0.5] },
            config with { Architecture = "resnet14" }, Config(_files.Save("b", "other weights"u8)),
        ];
        ulong[] all = [Of(config), TeacherFingerprint.Of(config, threads: 2), .. others.Select(Of)];
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void Where_the_file_lies_and_how_good_it_is_said_to_be_change_nothing() => Assert.Equal(
        Of(Config(_files.Save("a", "weights"u8))), Of(Config(_files.Save("b", "weights"u8)) with { Top1 = 0.5 }));

    [Fact]
    public void Weights_beside_an_ONNX_file_count()
    {
        TeacherConfig config = Config(_files.Write(OnnxFiles.External("weights.bin"))) with { Format = TeacherFormat.Onnx };
        _files.Save("weights.bin", new byte[40]);
        ulong before = Of(config);
        _files.Save("weights.bin", OnnxFiles.Weights(OnnxFiles.Classes));
        Assert.NotEqual(before, Of(config));
    }

    private static ulong Of(TeacherConfig config) => TeacherFingerprint.Of(config, threads: 1);

    private static TeacherConfig Config(string weights) => new() { Architecture = "resnet8", Weights = weights, Top1 = 0.9 };
}
