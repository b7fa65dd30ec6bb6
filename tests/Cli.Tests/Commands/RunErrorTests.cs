namespace Distillery.Cli.Tests.Commands;

/// <summary>What a person gets wrong: exit code 2, the thing that is wrong, and what to do.</summary>
public sealed class RunErrorTests : IDisposable
{
    private readonly Study _study = new();

    public void Dispose() => _study.Dispose();

    [Theory]
    [InlineData("train.bacth", "train.bacth=8")]
    [InlineData("train.batch", "train.bacth=8")]
    [InlineData(
        "17 samples cannot be kept of a batch of 16",
        "method={name: random, keep: 17, label_weight: 1, distill_weight: 0}")]
    [InlineData("there is no architecture 'lenet6'", "student.architecture=lenet6")]
    [InlineData("does not exist", "data.path=nowhere")]
    [InlineData("data.pad", "data.pad=0")]
    [InlineData("fewer", "train.batch=200", "data.limit=100")]
    public void A_wrong_configuration_is_named(string expected, params string[] overrides)
    {
        CliResult result = Run([.. overrides.SelectMany(each => new[] { "--set", each })]);
        AssertRefused(result, expected);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--nodes 0", "--nodes", "0")]
    [InlineData("'gpu' is not a device", "--device", "gpu")]
    [InlineData("cpu:1 is named twice", "--device", "cpu:1,cpu:1")]
    [InlineData("cpu:0 and cuda:0 are of two kinds", "--device", "cpu:0,cuda:0")]
    public void A_wrong_option_is_named(string expected, params string[] options) =>
        AssertRefused(Run(options), expected);

    [Fact]
    public void A_missing_configuration_is_named()
    {
        CliResult result = CliResult.Of("run", _study.At("absent.yaml"));
        AssertRefused(result, "absent.yaml");
    }

    [Fact]
    public void A_refused_start_does_not_bind_the_folder_to_its_configuration()
    {
        AssertRefused(Run("--set", "student.architecture=lenet6"), "lenet6");
        Assert.Equal(0, Run("--set", "train.steps=1").ExitCode);
    }

    [Fact]
    public void A_folder_of_another_configuration_is_refused_with_the_keys_that_differ()
    {
        Assert.Equal(0, Run("--set", "train.steps=1").ExitCode);
        string before = File.ReadAllText(_study.At("run", "config.yaml"));
        CliResult result = Run("--set", "train.steps=1", "--set", "train.batch=8", "--set", "method.label_weight=2");
        AssertRefused(result, "train.batch: 16 -> 8");
        Assert.Contains("method.label_weight: 1 -> 2", result.Error, StringComparison.Ordinal);
        Assert.Contains("--run-dir", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(_study.At("run", "config.yaml")));
    }

    [Fact]
    public void A_folder_with_other_things_in_it_is_refused()
    {
        Directory.CreateDirectory(_study.At("run"));
        File.WriteAllText(_study.At("run", "thesis.tex"), "");
        AssertRefused(Run(), "thesis.tex");
    }

    [Fact]
    public void Several_methods_do_not_go_into_the_folder_of_one_run()
    {
        Assert.Equal(0, Run("--set", "train.steps=1").ExitCode);
        CliResult result = Run("--set", "method=[{name: supervised}, {name: supervised, label: again}]");
        AssertRefused(result, "holds a run of one method");
    }

    [Fact]
    public void Verbose_shows_the_configuration_and_where_an_error_happened()
    {
        CliResult result = Run("--verbose", "--set", "data.path=nowhere");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("architecture: lenet5", result.Output, StringComparison.Ordinal);
        Assert.Contains("   at ", result.Error, StringComparison.Ordinal);
    }

    private CliResult Run(params string[] more) =>
        CliResult.Of(["run", _study.Config, "--run-dir", _study.At("run"), .. more]);

    private static void AssertRefused(CliResult result, string expected)
    {
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Contains("\nnext:  ", result.Error, StringComparison.Ordinal);
    }
}
