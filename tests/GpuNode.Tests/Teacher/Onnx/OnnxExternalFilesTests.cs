using Distillery.GpuNode.Data;
using Distillery.GpuNode.Teacher.Onnx;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Tests.Teacher.Onnx;

/// <summary>Weights in files beside the ONNX file.</summary>
public sealed class OnnxExternalFilesTests : IDisposable
{
    private const int WeightBytes = OnnxFiles.Classes * sizeof(float);

    private readonly OnnxFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Weights_beside_the_file_are_found_and_used()
    {
        _files.Save("weights.bin", [.. new byte[8], .. OnnxFiles.Weights(OnnxFiles.Classes)]);
        string path = _files.Write(OnnxFiles.External("weights.bin", 8, WeightBytes));
        Read(path);
        using OnnxSession session = OnnxSession.Open(path, "images", "logits", threads: 1, cudaDevice: null);
        float[] logits = new float[OnnxFiles.Classes];
        session.Run([.. Enumerable.Repeat(1f, 16)], [1, 1, 4, 4], logits, [1, OnnxFiles.Classes]);
        Assert.Equal([0.5f, 1.5f], logits[..2]);
        Assert.Equal([_files.PathOf("weights.bin")], OnnxExternalFiles.Of(path));
    }

    [Fact]
    public void Missing_and_short_files_are_refused()
    {
        AssertRefused(OnnxFiles.External("weights.bin"), "which does not exist");
        _files.Save("weights.bin", new byte[WeightBytes]);
        AssertRefused(OnnxFiles.External("weights.bin", 1), $"{WeightBytes} bytes of 'weight' at 1 of");
        AssertRefused(OnnxFiles.External("weights.bin", long.MaxValue), "which has only");
        AssertRefused(OnnxFiles.External("weights.bin", 0, 4), "has 4 bytes in another file, but needs 40");
        AssertRefused(OnnxFiles.External("weights.bin", -1), "'-1' is no place");
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../weights.bin")]
    [InlineData("folder/../../weights.bin")]
    [InlineData("")]
    [InlineData(".")]
    public void A_path_outside_of_the_folder_is_refused(string location) => AssertRefused(OnnxFiles.External(location), "outside of its folder");

    [Fact]
    public void The_name_by_which_ONNX_Runtime_means_its_own_memory_is_no_file() =>
        AssertRefused(OnnxFiles.External("*/_ORT_MEM_ADDR_/*"), "which does not exist");

    [Fact]
    public void A_link_out_of_the_folder_is_refused_whether_to_a_file_or_to_a_folder()
    {
        File.CreateSymbolicLink(_files.PathOf("link.bin"), "/etc/passwd");
        AssertRefused(OnnxFiles.External("link.bin"), "outside of its folder");
        Directory.CreateSymbolicLink(_files.PathOf("folder"), "/etc");
        AssertRefused(OnnxFiles.External("folder/passwd"), "outside of its folder");
    }

    [Fact]
    public void Links_to_where_the_file_itself_lies_are_followed_as_in_a_cache_of_downloads()
    {
        string blobs = Directory.CreateDirectory(_files.PathOf("blobs")).FullName, shown = Directory.CreateDirectory(_files.PathOf("shown")).FullName;
        File.Move(_files.Write(OnnxFiles.External("weights.bin")), Path.Combine(blobs, "a"));
        File.WriteAllBytes(Path.Combine(blobs, "b"), new byte[WeightBytes]);
        File.CreateSymbolicLink(Path.Combine(shown, "teacher.onnx"), Path.Combine("..", "blobs", "a"));
        File.CreateSymbolicLink(Path.Combine(shown, "weights.bin"), Path.Combine("..", "blobs", "b"));
        Read(Path.Combine(shown, "teacher.onnx"));
    }

    private void AssertRefused(GpuNode.Teacher.Onnx.Format.ProtobufMessage weight, string problem)
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => Read(_files.Write(weight)));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    private static OnnxClassifier Read(string path) =>
        OnnxClassifier.Read(path, new ImageShape(1, 4, 4), OnnxFiles.Classes, ImageLayout.Auto);
}
