using System.Text.Json;
using Distillery.Chaos.Processes;

namespace Distillery.Cli.Tests.Commands;

public sealed class TeacherCacheTests : IDisposable
{
    private const string Run = """
        teacher:
          architecture: resnet8
          weights: teacher.safetensors
          top1: 0.5
          top1_tolerance: 1
          answers: {path: answers}
        student: {architecture: lenet5}

        """;

    private readonly Study _study = new();
    private readonly string _config;

    public TeacherCacheTests()
    {
        _study.WriteTeacher();
        _config = _study.WriteConfig("kept.yaml", Run + "method: {name: kd}\n");
    }

    public void Dispose() => _study.Dispose();

    [Fact]
    public void Answers_that_were_kept_give_the_weights_of_those_that_are_asked()
    {
        Assert.Equal(0, Train("cold"));
        Assert.Equal(192, Stats().GetProperty("answers").GetInt64()); // Six steps of two ranks of 16.
        Assert.Equal(0, Train("warm"));
        Assert.Equal(_study.WeightsOf("cold"), _study.WeightsOf("warm"));

        Directory.Delete(_study.At("answers"), recursive: true);
        Assert.Equal(0, CliResult.Of("teacher", "cache", "build", _config, "--set", "data.views=2").ExitCode);
        Assert.Equal(512, Stats().GetProperty("answers").GetInt64());
        Assert.Equal(0, Train("built"));
        Assert.Equal(_study.WeightsOf("cold"), _study.WeightsOf("built"));
    }

    [Fact]
    public void A_teacher_in_another_process_gives_the_same_answers_to_keep()
    {
        Assert.Equal(0, Train("here"));
        Directory.Delete(_study.At("answers"), recursive: true);
        (int code, string text) = DistillCommand.Run(
            "run", _config, "--run-dir", _study.At("apart"), "--set", "data.views=2", "--nodes", "2", "--teacher-nodes", "1");
        Assert.True(code == 0, text);
        Assert.Equal(_study.WeightsOf("here"), _study.WeightsOf("apart"));
    }

    [Fact]
    public void A_question_counts_the_first_time_that_it_is_asked_whatever_was_kept()
    {
        string[] longer = ["--set", "data.views=1", "--set", "train.steps=20"];
        foreach (string folder in (string[])["first", "second"])
        {
            Assert.Equal(0, CliResult.Of(["run", _config, "--run-dir", _study.At(folder), .. longer]).ExitCode);
            JsonElement summary = _study.Summary(folder);
            Assert.Equal(256, summary.GetProperty("teacher_queries").GetInt64()); // Of 640: eight steps are an epoch.
            Assert.Equal(384, summary.GetProperty("stored_answers").GetInt64());
        }
    }

    [Fact]
    public void Damage_is_found_and_the_exit_code_says_so()
    {
        Assert.Equal(0, CliResult.Of("teacher", "cache", "build", _config, "--set", "data.views=1").ExitCode);
        CliResult sound = CliResult.Of("teacher", "cache", "verify", _config, "--set", "data.views=1");
        Assert.Equal((0, true), (sound.ExitCode, sound.Output.Contains("256 of 256", StringComparison.Ordinal)));

        string file = Directory.EnumerateFiles(_study.At("answers"), "*.answers", SearchOption.AllDirectories).Single();
        byte[] bytes = File.ReadAllBytes(file);
        bytes[100] ^= 1;
        File.WriteAllBytes(file, bytes);

        CliResult damaged = CliResult.Of("teacher", "cache", "verify", _config, "--set", "data.views=1");
        Assert.Equal((1, true), (damaged.ExitCode, damaged.Output.Contains("1 records are damaged", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_configuration_that_keeps_no_answers_is_told_how()
    {
        CliResult result = CliResult.Of("teacher", "cache", "stats", _study.Config);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("answers: {path: FOLDER}", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Kept_answers_need_images_that_come_again()
    {
        CliResult result = CliResult.Of("run", _config, "--run-dir", _study.At("run"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("data.views", result.Error, StringComparison.Ordinal);
    }

    private int Train(string folder) =>
        CliResult.Of("run", _config, "--run-dir", _study.At(folder), "--set", "data.views=2").ExitCode;

    private JsonElement Stats() => JsonDocument.Parse(
        CliResult.Of("teacher", "cache", "stats", _config, "--set", "data.views=2", "--json").Output).RootElement;
}
