using Distillery.Shared.Configuration;

namespace Distillery.Shared.Tests.Configuration;

public sealed class RunConfigTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string[]> Variants => new()
    {
        Array.Empty<string>(),
        new[] { "method=[{name: kd}, {name: random, keep: 0.5}, {name: unix, uncertainty: margin, midpoint: 7.5}]" },
        new[] { "method.uncertainty=least_confidence", "method.scoring_updates_statistics=true" },
        new[] { "method.name=supervised", "teacher=", "train.steps=10", "train.epochs=" },
        new[] { "train.optimizer={name: adamw, epsilon: 1e-10, weight_decay: 0.1}", "seed=9223372036854775807" },
        new[] { "train.schedule={name: multistep, milestones: [1, 2], warmup_epochs: 0.5}" },
        new[] { "train.clip_norm=3.3333333333333335", "train.ema_decay=0.999", "train.label_smoothing=0.1" },
        new[] { "data.format=cifar10", "data.limit=5000", "train.precision=bfloat16", "deterministic=false" },
        new[] { "data.path='/tmp/a: b #\\ \"c\"'", "teacher.weights=\"null\"" },
        new[] { "cluster={nodes: 3, wire: bf16, averaging: coordinator, tls: {certificate: /a, key: /b, authority: /c}}" },
        new[] { "student.weights=/", "student.architecture=' x '" },
        new[] { "data.path=\"a\\u0085b\\u2028c\\nd\"", "student.architecture='~'", "teacher.architecture='12'" },
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public void The_effective_configuration_is_loaded_again_as_the_same(string[] overrides)
    {
        RunConfig config = _folder.Load(ConfigFolder.Small, overrides);

        RunConfig parsed = ConfigLoader.Parse(config.ToYaml(), "effective");
        RunConfig loaded = ConfigLoader.Load(_folder.Write("other/config.yaml", config.ToYaml()), []);

        Assert.Equal(config, parsed);
        Assert.Equal(config, loaded);
        Assert.Equal(config.GetHashCode(), parsed.GetHashCode());
        Assert.Equal(config.ToYaml(), parsed.ToYaml());
        Assert.Equal(config.Fingerprint, parsed.Fingerprint);
    }

    [Fact]
    public void The_effective_configuration_reads_like_one_written_by_hand()
    {
        string yaml = _folder.Load(ConfigFolder.Small, "method=[{name: kd}, {name: unix, keep: 36}]").ToYaml();

        Assert.StartsWith("name: run\nseed: 0\ndeterministic: true\ndata:\n  format: idx\n  path: /", yaml);
        Assert.Contains("\n  limit: null\n", yaml);
        Assert.Contains("\n  mean: [0.286]\n", yaml);
        Assert.Contains("\nmethod:\n  - name: kd\n    label: kd\n", yaml);
        Assert.Contains("\n    keep: 36\n", yaml);
    }

    [Fact]
    public void Every_key_of_the_schema_is_written_by_some_configuration()
    {
        string written = string.Concat(
            _folder.Load(ConfigFolder.Small, "train.optimizer.name=adamw").ToYaml(),
            _folder.Load(ConfigFolder.Small, "train.schedule={name: multistep, milestones: [1]}").ToYaml(),
            _folder.Load(ConfigFolder.Small, "cluster.tls={certificate: a, key: b, authority: c}").ToYaml(),
            _folder.Load(ConfigFolder.Small, "data.format=webdataset", "data.first_class=1").ToYaml(),
            _folder.Load(ConfigFolder.Small, "telemetry.otlp.endpoint=http://localhost:4318").ToYaml(),
            _folder.Load(
                ConfigFolder.Small, "teacher={architecture: ensemble, members: [{format: onnx, weights: /a, mean: [0.5], "
                + "std: [0.5]}], combine: logits, top1: 0.9}").ToYaml(),
            _folder.Load(ConfigFolder.Small, "data.views=2", "teacher.answers={path: /a}").ToYaml(),
            _folder.Load(ConfigFolder.Small, "teacher.mean=[0.5]", "teacher.std=[0.5]", "teacher.format=onnx").ToYaml(),
            _folder.Load(ConfigFolder.Small).ToYaml());

        string[] lines = written.Split('\n');
        Assert.All(ConfigSchema.Keys, key =>
        {
            string indent = new(' ', 2 * key.Key.Count(letter => letter == '.'));
            string start = $"{indent}{key.Key.Split('.')[^1]}: ";
            Assert.Contains(lines, line => line.StartsWith(start, StringComparison.Ordinal));
        });
    }

    [Theory]
    [InlineData("name=other")]
    [InlineData("data.path=/elsewhere")]
    [InlineData("teacher.weights=/elsewhere")]
    [InlineData("teacher.top1=0.5")]
    [InlineData("teacher.top1_tolerance=0.1")]
    [InlineData("teacher.batch=1")]
    [InlineData("teacher.pool.queue=9")]
    [InlineData("checkpoint.keep=9")]
    [InlineData("cluster.min_nodes=2")]
    [InlineData("cluster.nodes=2")]
    [InlineData("cluster.averaging=coordinator")]
    [InlineData("telemetry.otlp={endpoint: 'http://localhost:4318', protocol: grpc, every_seconds: 1, trace_every_steps: 0}")]
    [InlineData("cluster.tls={certificate: /a, key: /b, authority: /c}")]
    [InlineData("train.skipped_steps_limit=1")]
    [InlineData("telemetry.tensorboard=false")]
    [InlineData("data.prefetch=9")]
    [InlineData("method.label=other")]
    [InlineData("method.keep=48")]
    [InlineData("train.batch=64")]
    public void The_fingerprint_ignores_what_does_not_influence_the_result(string argument)
    {
        RunConfig config = _folder.Load(ConfigFolder.Small);
        RunConfig changed = _folder.Load(ConfigFolder.Small, argument);

        Assert.Equal(config.Fingerprint, changed.Fingerprint);
        Assert.Empty(changed.DifferencesFrom(config));
    }

    [Theory]
    [InlineData("train.batch=32", "train.batch: 64 -> 32", "method.keep: 48 -> 24", "method.midpoint: 32 -> 16")]
    [InlineData("seed=1", "seed: 0 -> 1")]
    [InlineData("train.threads=2", "train.threads: 1 -> 2")]
    [InlineData("cluster.wire=bf16", "cluster.wire: fp32 -> bf16")]
    [InlineData("student.weights=/a", "student.weights: null -> (a file)")]
    [InlineData("data.format=cifar10", "data.format: idx -> cifar10", "data.mean: [0.286] -> [0.4914, 0.4822, 0.4465]",
        "data.std: [0.353] -> [0.247, 0.2435, 0.2616]")]
    [InlineData("train.schedule.name=constant", "train.schedule.name: cosine -> constant",
        "train.schedule.final_ratio: 0 -> (absent)")]
    public void Any_other_difference_changes_the_fingerprint_and_is_listed(string argument, params string[] expected)
    {
        RunConfig config = _folder.Load(ConfigFolder.Small);
        RunConfig changed = _folder.Load(ConfigFolder.Small, argument);

        Assert.NotEqual(config.Fingerprint, changed.Fingerprint);
        Assert.Equal(expected.ToHashSet(), changed.DifferencesFrom(config).ToHashSet());
    }

    [Fact]
    public void The_fingerprint_is_a_sha256_in_hexadecimal()
    {
        Assert.Matches("^[0-9a-f]{64}$", _folder.Load(ConfigFolder.Small).Fingerprint);
    }

    [Fact]
    public void The_configuration_of_one_method_keeps_its_label_and_loads_again()
    {
        RunConfig both = _folder.Load(ConfigFolder.Small, "method=[{name: unix, keep: 48}, {name: unix, keep: 36}]");

        RunConfig second = both.ForMethod(1);

        Assert.Equal("unix-36", Assert.Single(second.Methods).Label);
        Assert.Equal(second, ConfigLoader.Parse(second.ToYaml(), "effective"));
        Assert.Equal(_folder.Load(ConfigFolder.Small, "method.keep=36").Fingerprint, second.Fingerprint);
        Assert.Equal(["method.keep: 48 -> 36"], second.DifferencesFrom(both.ForMethod(0)));
    }
}
