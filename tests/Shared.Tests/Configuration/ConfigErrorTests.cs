namespace Distillery.Shared.Tests.Configuration;

public sealed class ConfigErrorTests : IDisposable
{
    private const string Lines = """
        data:
          format: idx
          path: images
        teacher: {architecture: resnet14, weights: t, top1: 0.9}
        student: {architecture: lenet5}
        method: {name: unix}
        train:
          epochs: 3

        """;

    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("  bacth: 32", "run.yaml:9: train.bacth: is an unknown key; the nearest known key is 'train.batch'")]
    [InlineData("sede: 1", "run.yaml:9: sede: is an unknown key; the nearest known key is 'seed'")]
    [InlineData("batch: 1", "run.yaml:9: batch: is an unknown key; there is 'teacher.batch'")]
    [InlineData("  optimizer: {lr: 1}", "run.yaml:9: train.optimizer.lr: is an unknown key; known here are name, ")]
    [InlineData("  batch: many", "run.yaml:9: train.batch: 'many' is not a whole number")]
    [InlineData("  batch: 1.5", "run.yaml:9: train.batch: '1.5' is not a whole number")]
    [InlineData("  batch: 0", "run.yaml:9: train.batch: 0 is outside of 1 to 65536")]
    [InlineData(
        "  batch: 99999999999999999999", "run.yaml:9: train.batch: 99999999999999999999 is outside of 1 to 65536")]
    [InlineData("  batch: [1, 2]", "run.yaml:9: train.batch: must be a single value (whole number), but is a list")]
    [InlineData(
        "  optimizer: {learning_rate: fast}", "run.yaml:9: train.optimizer.learning_rate: 'fast' is not a number")]
    [InlineData("  label_smoothing: NaN", "run.yaml:9: train.label_smoothing: 'NaN' is not a number")]
    [InlineData("  clip_norm: -1", "run.yaml:9: train.clip_norm: -1 is outside of 1e-06 to 1000000")]
    [InlineData(
        "  optimizer: {nesterov: yes}", "run.yaml:9: train.optimizer.nesterov: 'yes' is neither true nor false")]
    [InlineData("  precision: half", "run.yaml:9: train.precision: 'half' is not one of float32, bfloat16")]
    [InlineData("  schedule: fast", "run.yaml:9: train.schedule: must be a section of keys, but is a single value")]
    [InlineData("  epochs: 4", "run.yaml:9: the key 'epochs' is repeated; it stands in line 8 already")]
    [InlineData("  batch: !!int 4", "run.yaml:9: the tag 'tag:yaml.org,2002:int' is not used here")]
    [InlineData("---", "run.yaml:9: a second YAML document begins here")]
    [InlineData("  batch: *size", "run.yaml:9: the alias '*size' has no anchor before it")]
    [InlineData("  batch: \"4", "run.yaml:9: this is not valid YAML: ")]
    [InlineData(
        "  optimizer: {momentum: 0, nesterov: true}", "run.yaml:9: train.optimizer.nesterov: needs a momentum above 0")]
    [InlineData(
        "  optimizer: {beta1: 0.5}", "run.yaml:9: train.optimizer.beta1: has no meaning here: only adamw has it")]
    [InlineData(
        "  schedule: {warmup_epochs: 4}", "run.yaml:9: train.schedule.warmup_epochs: 4 epochs of warm-up are longer")]
    [InlineData("  schedule: {name: multistep}", "run.yaml:9: train.schedule.milestones: is empty")]
    [InlineData(
        "  schedule: {name: multistep, milestones: [2, 1]}",
        "run.yaml:9: train.schedule.milestones: [2, 1] does not rise")]
    [InlineData("cluster: {tls: {key: k, authority: a}}", "run.yaml:9: cluster.tls.certificate: is required where TLS")]
    [InlineData(
        "cluster: {heartbeat_seconds: 4}", "run.yaml:9: cluster.loss_after_seconds: is less than two heartbeats")]
    [InlineData("name: a/b", "run.yaml:9: name: 'a/b' cannot name a run")]
    public void One_wrong_line_is_named_with_file_line_and_key(string line, string expected)
    {
        (string message, string nextStep) = _folder.Refusal(Lines + line);

        Assert.StartsWith(expected, message);
        Assert.EndsWith(".", nextStep);
    }

    [Theory]
    [InlineData("method.name=mixup", "'mixup' is planned and not available yet", "supervised, kd, random, unix")]
    [InlineData("method.name=magic", "'magic' is not a method", "supervised, kd, random, unix")]
    [InlineData(
        "method={name: kd, slope: 3}", "slope: has no meaning here: kd ranks and mixes no samples", "Remove it.")]
    [InlineData("method={name: kd, keep: 3}", "keep: has no meaning here: kd keeps every sample", "Remove it.")]
    [InlineData("method={name: supervised, temperature: 3}", "temperature: has no meaning here", "Remove it.")]
    [InlineData("method.keep=100", "100 samples cannot be kept of a batch of 64 (train.batch)", "1 to 64")]
    [InlineData("method.keep=0", "keep: 0 is outside of 1 to 64", "1 to 64")]
    [InlineData("method=[kd, unix]", "method.1: must be a map of keys, but is a single value", "Correct")]
    [InlineData("data.mean={a: 1}", "data.mean: must be a list of single values, but has a map", "[1, 2]")]
    [InlineData("method.keep=1.5", "keep: 1.5 is not a share of the batch", "up to 1.0")]
    [InlineData("method.keep=half", "keep: 'half' is not a whole number", "ratio such as 0.75")]
    [InlineData("method.label=../x", "label: '../x' cannot name a folder", "letters")]
    [InlineData("method=[]", "method: is an empty list", "at least one")]
    [InlineData("method=[{name: unix}, {name: unix}]", "an earlier method is stored as 'unix-48' already", "label")]
    [InlineData("method={name: supervised, label_weight: 0}", "are both 0, so nothing is learnt", "Raise")]
    [InlineData("method=", "method.name: is required and missing", "supervised, kd, random, unix")]
    [InlineData("teacher=", "teacher: is required and missing: the method unix asks a teacher", "supervised")]
    [InlineData("teacher.architecture=", "teacher.architecture: is required and missing", "'format:' with onnx or torchscript")]
    [InlineData("teacher.layout=nhwc", "teacher.layout: has no meaning here: only an ONNX file", "Remove it")]
    [InlineData("teacher.format=pickle", "teacher.format: 'pickle' is not one of weights, torchscript, onnx", "")]
    [InlineData("teacher={format: onnx, weights: t, top1: 1, engine: torch}", "teacher.engine: is torch, but an ONNX file", "onnxruntime")]
    [InlineData(
        "teacher={format: torchscript, weights: t, top1: 1, engine: onnxruntime}", "teacher.engine: is onnxruntime, but a TorchScript", "torch")]
    [InlineData("teacher.top1=", "teacher.top1: is required and missing", "a number, 0 to 1")]
    [InlineData("teacher.top1=93", "teacher.top1: 93 is outside of 0 to 1", "0 to 1")]
    [InlineData("train.epochs=", "train.epochs: is required and missing", "'steps:'")]
    [InlineData("data.format=png", "data.format: 'png' is not one of idx, cifar10, cifar100", "idx")]
    [InlineData("data.path=", "data.path: is required and missing", "'path:'")]
    [InlineData("data.limit=63", "data.limit: 63 samples are fewer than the 64 of one step", "Raise data.limit")]
    [InlineData("data.mean=[0.1, 0.2]", "mean: has 2 values, but images of the format idx have 1 channels", "State 1")]
    [InlineData("data.std=[0]", "data.std: 0 is outside of 1e-06 to 1", "Write a list")]
    public void A_value_that_does_not_fit_the_rest_is_refused(string argument, string problem, string nextStep)
    {
        (string message, string step) = _folder.Refusal(ConfigFolder.Small, argument);

        Assert.Contains(problem, message);
        Assert.Contains(nextStep, step);
    }

    [Fact]
    public void All_errors_are_reported_together()
    {
        (string message, _) = _folder.Refusal(Lines + "  batch: many\n  replicas: 0\nsede: 1");

        Assert.Equal(
            """
            the configuration has 3 errors:
              run.yaml:9: train.batch: 'many' is not a whole number. Write a whole number: 1 to 65536.
              run.yaml:10: train.replicas: 0 is outside of 1 to 4096. Write a whole number: 1 to 4096.
              run.yaml:11: sede: is an unknown key; the nearest known key is 'seed'. Write 'seed', or remove the key.
            """, message);
    }

    [Fact]
    public void A_key_set_for_every_method_names_the_entry_that_has_no_use_for_it()
    {
        (string message, string nextStep) = _folder.Refusal(
            ConfigFolder.Small, "method=[{name: kd}, {name: unix}]", "method.keep=36");

        Assert.Equal(
            "--set method.keep=36: method.0.keep: has no meaning here: kd keeps every sample of the batch", message);
        Assert.Contains("--set method.0.keep=", nextStep);
    }

    [Fact]
    public void An_error_in_a_list_of_methods_names_the_entry()
    {
        (string message, _) = _folder.Refusal(ConfigFolder.Small, "method=[{name: kd}, {name: unix, slop: 1}]");

        Assert.Contains("method.1.slop: is an unknown key; the nearest known key is 'method.1.slope'", message);
    }

    [Fact]
    public void A_file_that_is_missing_no_text_or_no_map_is_refused()
    {
        string missing = Path.Combine(_folder.Root, "missing.yaml");
        string binary = Path.Combine(_folder.Root, "binary.yaml");
        File.WriteAllBytes(binary, [0xC3, 0x28]);

        Assert.Contains("missing.yaml", LoadError(missing));
        Assert.Contains("is not UTF-8 text", LoadError(binary));
        Assert.Contains("cannot be read", LoadError(_folder.Root));
        Assert.Contains("but this is a list", LoadError(_folder.Write("list.yaml", "[1, 2]")));
        Assert.Contains("larger than 256 KiB", LoadError(_folder.Write("big.yaml", new string('#', 300_000))));
    }

    [Fact]
    public void Endless_nesting_is_refused_before_it_exhausts_the_stack()
    {
        Assert.Contains("nested more than 32 deep", _folder.Refusal(new string('[', 100_000)).Message);
    }

    [Fact]
    public void An_empty_file_is_told_what_it_needs()
    {
        (string message, _) = _folder.Refusal("");

        Assert.Contains("data.format: is required and missing", message);
        Assert.Contains("student.architecture: is required and missing", message);
        Assert.Contains("method.name: is required and missing", message);
    }

    private static string LoadError(string path) =>
        Assert.Throws<UserErrorException>(() => Shared.Configuration.ConfigLoader.Load(path, [])).Message;
}
