using System.Text.Json;

namespace Distillery.Cli.Tests.Commands;

/// <summary>What becomes of a student after its run: measured, exported, used.</summary>
public sealed class SavedStudentTests : IDisposable
{
    private readonly Study _study = new();

    public SavedStudentTests() =>
        Assert.Equal(0, CliResult.Of("run", _study.Config, "--run-dir", Run, "--set", "train.ema_decay=0.9").ExitCode);

    private string Run => _study.At("run");

    public void Dispose() => _study.Dispose();

    [Fact]
    public void Run_checkpoint_and_exported_file_measure_the_same()
    {
        string file = _study.At("student.safetensors");
        Assert.Equal(0, CliResult.Of("export", Run, "--format", "safetensors", "--to", file).ExitCode);
        double expected = _study.Summary("run").GetProperty("top1").GetDouble();
        string checkpoints = Path.Combine(Run, "checkpoints");
        string[] paths = [Run, Path.Combine(checkpoints, "step-00000006"), Path.Combine(checkpoints, "latest"), file];
        foreach (string path in paths)
        {
            CliResult result = CliResult.Of("evaluate", path, "--json", "--config", _study.Config);
            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            JsonElement line = Assert.Single(result.JsonLines);
            Assert.Equal(expected, line.GetProperty("top1").GetDouble());
            Assert.Equal(80, line.GetProperty("images").GetInt64());
        }
    }

    [Fact]
    public void A_run_brings_its_own_configuration_which_set_changes()
    {
        CliResult result = CliResult.Of("evaluate", Run, "--set", "data.validation_limit=40");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("lenet5, step 6, moving average", result.Output, StringComparison.Ordinal);
        Assert.Contains("of 40 images", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_existing_file_is_only_replaced_by_force()
    {
        string file = _study.At("student.safetensors");
        File.WriteAllText(file, "precious");
        CliResult refused = CliResult.Of("export", Run, "--format", "safetensors", "--to", file);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(file));
        Assert.Equal(0, CliResult.Of("export", Run, "--format", "safetensors", "--to", file, "--force").ExitCode);
        Assert.True(new FileInfo(file).Length > 200_000);
        Assert.Empty(Directory.GetFiles(_study.At(), "*.writing"));
    }

    [Fact]
    public void A_teacher_is_measured_by_its_configuration()
    {
        string config = _study.WriteTeacher();
        CliResult result = CliResult.Of("evaluate", "--teacher", "--config", config, "--json");
        Assert.Equal(0, result.ExitCode);
        JsonElement line = Assert.Single(result.JsonLines);
        Assert.Equal("resnet8", line.GetProperty("architecture").GetString());
        Assert.Equal(_study.Summary("teacher").GetProperty("top1").GetDouble(), line.GetProperty("top1").GetDouble());
    }

    [Fact]
    public void An_exported_network_is_verified_and_can_teach()
    {
        string file = _study.At("student.onnx");
        CliResult exported = CliResult.Of("export", Run, "--format", "onnx", "--to", file);
        Assert.Equal((0, ""), (exported.ExitCode, exported.Error));
        Assert.Contains("lenet5 as onnx, moving average of step 6", exported.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_study.At(), "*.writing"));
        string config = WriteOnnxTeacher("student.onnx");
        CliResult measured = CliResult.Of("evaluate", "--teacher", "--config", config, "--json");
        Assert.Equal((0, ""), (measured.ExitCode, measured.Error));
        double top1 = Assert.Single(measured.JsonLines).GetProperty("top1").GetDouble();
        Assert.Equal(_study.Summary("run").GetProperty("top1").GetDouble(), top1);
        Assert.Equal(0, CliResult.Of("validate", config).ExitCode);
        Assert.Equal(0, CliResult.Of("run", config, "--run-dir", _study.At("taught")).ExitCode);
        Assert.Equal(top1, _study.Summary("taught").GetProperty("teacher_top1").GetDouble());
    }

    [Fact]
    public void A_file_that_is_no_network_ends_a_run_before_it_begins()
    {
        File.WriteAllText(_study.At("broken.onnx"), "once upon a time");
        string config = WriteOnnxTeacher("broken.onnx");
        CliResult run = CliResult.Of("run", config, "--run-dir", _study.At("never"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("is not an ONNX file, or is damaged", run.Error, StringComparison.Ordinal);
        AssertRefused(CliResult.Of("evaluate", "--teacher", "--config", config), "is not an ONNX file, or is damaged");
    }

    [Fact]
    public void What_cannot_be_measured_is_refused()
    {
        AssertRefused(CliResult.Of("evaluate"), "nothing to evaluate");
        AssertRefused(CliResult.Of("evaluate", _study.At("absent")), "there is no folder");
        AssertRefused(CliResult.Of("evaluate", _study.Config), "--config");
        AssertRefused(CliResult.Of("evaluate", "--teacher", "--config", _study.Config), "names no teacher");
        AssertRefused(CliResult.Of("evaluate", Run, "--set", "student.architecture=resnet8"), "do not fit");
    }

    private string WriteOnnxTeacher(string file) => _study.WriteConfig(
        "taught.yaml",
        $"teacher: {{format: onnx, weights: {file}, top1: 0.5, top1_tolerance: 1}}\nstudent: {{architecture: lenet5}}\nmethod: {{name: kd}}\n");

    private static void AssertRefused(CliResult result, string expected)
    {
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }
}
