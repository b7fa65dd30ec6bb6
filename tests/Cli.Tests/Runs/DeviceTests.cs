using Distillery.Chaos.Processes;
using Distillery.Cli.Tests.Observability;

namespace Distillery.Cli.Tests.Runs;

/// <summary>Where a run computes is not part of its configuration.</summary>
public sealed class DeviceTests : IDisposable
{
    private static readonly string Smoke = Path.Combine(Deployment.Root, "examples", "smoke.yaml");

    private readonly Study _study = new();

    public void Dispose() => _study.Dispose();

    [Fact]
    public void Two_devices_come_to_the_weights_of_one_with_real_images_and_a_teacher()
    {
        string[] folders = ["cpu", "cpu:0,cpu:1"];
        foreach (string devices in folders)
        {
            CliResult result = CliResult.Of(
                "run", Smoke, "--run-dir", _study.At(devices), "--device", devices, "--set", "train.steps=3",
                "--set", "data.validation_limit=200");
            Assert.True(result.ExitCode == 0, result.Error);
        }
        Assert.Equal(_study.WeightsOf(folders[0]), _study.WeightsOf(folders[1]));
    }

    [Fact]
    public void Answers_are_kept_of_all_devices_alike()
    {
        _study.WriteTeacher();
        string config = _study.WriteConfig(
            "kept.yaml",
            "teacher: {architecture: resnet8, weights: teacher.safetensors, top1: 0.5, top1_tolerance: 1, answers: {path: answers}}\n"
            + "student: {architecture: lenet5}\nmethod: {name: kd}\n");
        Assert.Equal(0, CliResult.Of("run", config, "--run-dir", _study.At("asked"), "--set", "data.views=1").ExitCode);
        Directory.Delete(_study.At("answers"), recursive: true);
        string[] build = ["teacher", "cache", "build", config, "--set", "data.views=1", "--device", "cpu:0,cpu:1,cpu:2"];
        Assert.Equal(0, CliResult.Of(build).ExitCode);
        Assert.Equal(0, CliResult.Of("run", config, "--run-dir", _study.At("kept"), "--set", "data.views=1").ExitCode);
        Assert.Equal(_study.WeightsOf("asked"), _study.WeightsOf("kept"));
    }

    [Fact]
    public void A_teacher_in_another_process_answers_on_two_devices_with_the_bits_of_one_here()
    {
        string config = _study.WriteTeacher();
        string[] one = ["--set", "method={name: unix, keep: 8}", "--set", "train.steps=4"];
        Assert.Equal(0, CliResult.Of(["run", config, "--run-dir", _study.At("here"), .. one]).ExitCode);
        (int code, string text) = DistillCommand.Run(
            ["run", config, "--run-dir", _study.At("apart"), .. one, "--teacher-nodes", "1", "--device", "cpu:0,cpu:1"]);
        Assert.True(code == 0, text);
        Assert.Equal(_study.WeightsOf("here"), _study.WeightsOf("apart"));
    }

    [Fact]
    public void More_devices_than_ranks_are_allowed_and_said()
    {
        CliResult result = CliResult.Of(
            "run", _study.Config, "--run-dir", _study.At("idle"), "--device", "cpu:0,cpu:1,cpu:2", "--set", "train.steps=1");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains("1 of this node's 3 devices stay idle", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_evaluation_computes_on_one_device()
    {
        CliResult result = CliResult.Of("evaluate", _study.At("run"), "--device", "cpu:0,cpu:1");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("this command computes on one device\nnext:  Write --device cpu:0.", result.Error, StringComparison.Ordinal);
    }
}
