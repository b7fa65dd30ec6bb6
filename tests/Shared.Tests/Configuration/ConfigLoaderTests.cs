using Distillery.Shared.Configuration;

namespace Distillery.Shared.Tests.Configuration;

public sealed class ConfigLoaderTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_command_line_counts_more_than_the_file_and_the_file_more_than_what_it_extends()
    {
        _folder.Write(
            "base.yaml", $"{ConfigFolder.Small}\nseed: 1\nevaluate: {{batch: 10, every_epochs: 2}}\ncheckpoint: {{keep: 3}}");
        RunConfig config = _folder.Load(
            "extends: base.yaml\nseed: 2\nevaluate: {batch: 20}\ncheckpoint: {keep: 4}", "checkpoint.keep=5");

        Assert.Equal(2, config.Seed);
        Assert.Equal((20, 2), (config.Evaluate.Batch, config.Evaluate.EveryEpochs));
        Assert.Equal(5, config.Checkpoint.Keep);
        Assert.Equal("run", config.Name);
    }

    [Fact]
    public void A_list_of_the_extended_file_is_replaced_as_a_whole()
    {
        _folder.Write("base.yaml", ConfigFolder.Small + "\n");
        RunConfig config = _folder.Load("extends: base.yaml\nmethod: [{name: kd}, {name: random}]");

        Assert.Equal([MethodName.Kd, MethodName.Random], config.Methods.Select(method => method.Name));
    }

    [Fact]
    public void Null_takes_back_what_the_extended_file_states()
    {
        _folder.Write("base.yaml", ConfigFolder.Small + "\nseed: 7");
        RunConfig config = _folder.Load("extends: base.yaml\nseed: null\nteacher: ~\nmethod: [{name: supervised}]");

        Assert.Equal(0, config.Seed);
        Assert.Null(config.Teacher);
    }

    [Fact]
    public void A_relative_path_starts_from_the_folder_of_the_file_that_states_it()
    {
        _folder.Write("shared/base.yaml", ConfigFolder.Small);
        RunConfig config = _folder.Load(
            "extends: shared/base.yaml\nteacher: {weights: mine.pth}", "student.weights=start.pth");

        Assert.Equal(Path.Combine(_folder.Root, "shared", "images"), config.Data.Path);
        Assert.Equal(Path.Combine(_folder.Root, "mine.pth"), config.Teacher!.Weights);
        Assert.Equal(Path.GetFullPath("start.pth"), config.Student.Weights);
    }

    [Fact]
    public void Files_that_extend_each_other_are_refused_with_the_circle()
    {
        _folder.Write("a.yaml", "extends: sub/b.yaml");
        _folder.Write("sub/b.yaml", "\nextends: ../run.yaml");

        (string message, _) = _folder.Refusal("extends: a.yaml");

        Assert.StartsWith(
            "sub/b.yaml:2: extends: the files extend each other in a circle: run.yaml -> a.yaml -> ", message);
    }

    [Theory]
    [InlineData("extends: nowhere.yaml", "run.yaml:1: extends: there is no file nowhere.yaml")]
    [InlineData("extends: [a.yaml]", "run.yaml:1: extends: must be the path of one file, but is a list")]
    public void An_extended_file_that_cannot_be_found_is_named(string yaml, string expected)
    {
        Assert.Equal(expected, _folder.Refusal(yaml).Message);
    }

    [Fact]
    public void An_error_in_the_extended_file_names_that_file()
    {
        _folder.Write("base.yaml", ConfigFolder.Small + "\nevaluate: {batch: no}");

        Assert.StartsWith("base.yaml:6: evaluate.batch: 'no' is", _folder.Refusal("extends: base.yaml").Message);
    }

    [Fact]
    public void An_override_reaches_one_entry_of_a_list_by_its_number_and_all_without()
    {
        string yaml = ConfigFolder.Small + "\n";
        RunConfig config = _folder.Load(
            yaml, "method=[{name: kd}, {name: unix}]", "method.temperature=2", "method.1.keep=36",
            "data.mean=[0.4]", "data.mean.0=0.5");

        Assert.Equal([2, 2], config.Methods.Select(method => method.Temperature));
        Assert.Equal([64, 36], config.Methods.Select(method => method.Keep));
        Assert.Equal([0.5], config.Data.Mean);
    }

    [Theory]
    [InlineData("method.keep=36")]
    [InlineData("method.0.keep=36")]
    [InlineData("method={name: unix, keep: 36}")]
    [InlineData(" method . keep = 36")]
    public void A_single_method_is_addressed_with_and_without_its_number(string argument)
    {
        Assert.Equal(36, _folder.Load(ConfigFolder.Small, argument).Methods[0].Keep);
    }

    [Theory]
    [InlineData("train.batch", "--set train.batch: an override has the form key=value")]
    [InlineData("=3", "--set =3: an override has the form key=value")]
    [InlineData("train..batch=3", "--set train..batch=3: an override has the form key=value")]
    [InlineData("train.batch=many", "--set train.batch=many: train.batch: 'many' is not a whole number")]
    [InlineData(
        "train.bath=3", "--set train.bath=3: train.bath: is an unknown key; the nearest known key is 'train.batch'")]
    [InlineData(
        "method.1.keep=3", "--set method.1.keep=3: method has 1 entries, numbered from 0, so 1 is none of them")]
    [InlineData("train.epochs.x=3", "--set train.epochs.x=3: train.epochs is a single value and has no keys below it")]
    [InlineData("extends=a.yaml", "--set extends=a.yaml: 'extends' can only be stated in a file")]
    [InlineData("data.mean=[1", "--set data.mean=[1: this is not valid YAML: ")]
    public void A_wrong_override_is_named_as_typed(string argument, string expected)
    {
        Assert.StartsWith(expected, _folder.Refusal(ConfigFolder.Small, argument).Message);
    }

    [Fact]
    public void An_anchor_saves_repeating_a_value()
    {
        RunConfig config = _folder.Load(
            ConfigFolder.Small + "\nevaluate: {batch: &size 32}\ncheckpoint: {keep: *size}");

        Assert.Equal((32, 32), (config.Evaluate.Batch, config.Checkpoint.Keep));
    }

    [Theory]
    [InlineData("null", "'null'")]
    [InlineData("5", "5")]
    [InlineData("true", "true")]
    public void Quotes_make_text_of_a_word_that_YAML_would_read_otherwise(string expected, string written)
    {
        Assert.Equal(expected, _folder.Load(ConfigFolder.Small, $"name={written}").Name);
    }
}
