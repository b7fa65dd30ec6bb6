using Distillery.Shared.Configuration;

namespace Distillery.Shared.Tests.Configuration;

public sealed class ConfigDefaultsTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_short_configuration_gets_every_default()
    {
        RunConfig config = _folder.Load(ConfigFolder.Small);

        Assert.Equal("run", config.Name);
        Assert.Equal(0, config.Seed);
        Assert.True(config.Deterministic);
        Assert.Equal([0.286], config.Data.Mean);
        Assert.Equal([0.353], config.Data.Std);
        Assert.Null(config.Data.Limit);
        Assert.Equal(0.002, config.Teacher!.Top1Tolerance);
        Assert.Equal((64, 1, 1), (config.Train.Batch, config.Train.Replicas, config.Train.Threads));
        Assert.Equal(Precision.Float32, config.Train.Precision);
        Assert.Equal((0.05, 0.9, 0.0005), OptimizerOf(config));
        Assert.Equal(ScheduleName.Cosine, config.Train.Schedule.Name);
        Assert.Equal(2, config.Checkpoint.Keep);
        Assert.Equal((1, 1, WireType.Fp32), (config.Cluster.Nodes, config.Cluster.MinNodes, config.Cluster.Wire));
        Assert.Equal((100, 5000, 10_000), TimesOf(config.Cluster));
        Assert.Null(config.Cluster.Tls);
        Assert.Equal(10, config.Train.SkippedStepsLimit);
        Assert.True(config.Telemetry.Tensorboard);
    }

    [Fact]
    public void The_default_of_a_method_follows_its_name_and_the_batch()
    {
        RunConfig config = _folder.Load(
            ConfigFolder.Small, "method=[{name: supervised}, {name: kd}, {name: random}, {name: unix}]",
            "train.batch=128");

        Assert.Equal([1, 0, 0, 0], config.Methods.Select(method => method.LabelWeight));
        Assert.Equal([0, 1, 1, 1], config.Methods.Select(method => method.DistillWeight));
        Assert.Equal([128, 128, 96, 96], config.Methods.Select(method => method.Keep));
        Assert.Equal([false, true, true, true], config.Methods.Select(method => method.QueriesTeacher));
        MethodConfig unix = config.Methods[3];
        Assert.Equal((4.0, 10.0, 64.0), (unix.Temperature, unix.Slope, unix.Midpoint));
        Assert.Equal(Uncertainty.Entropy, unix.Uncertainty);
    }

    [Theory]
    [InlineData("48", 64, 48)]
    [InlineData("1", 64, 1)]
    [InlineData("1.0", 64, 64)]
    [InlineData("0.5625", 64, 36)]
    [InlineData("0.75", 10, 8)]
    [InlineData("0.001", 64, 1)]
    public void Keep_is_a_count_or_with_a_point_a_share_of_the_batch(string keep, int batch, int expected)
    {
        RunConfig config = _folder.Load(ConfigFolder.Small, $"method.keep={keep}", $"train.batch={batch}");

        Assert.Equal(expected, config.Methods[0].Keep);
    }

    [Fact]
    public void The_statistics_of_the_data_follow_its_format()
    {
        Assert.Equal([0.5071, 0.4866, 0.4409], _folder.Load(ConfigFolder.Small, "data.format=cifar100").Data.Mean);
        Assert.Equal([0.247, 0.2435, 0.2616], _folder.Load(ConfigFolder.Small, "data.format=cifar10").Data.Std);
    }

    [Fact]
    public void AdamW_has_a_learning_rate_and_weight_decay_of_its_own()
    {
        OptimizerConfig optimizer = _folder.Load(ConfigFolder.Small, "train.optimizer.name=adamw").Train.Optimizer;

        Assert.Equal((0.001, 0.01, 1e-8), (optimizer.LearningRate, optimizer.WeightDecay, optimizer.Epsilon));
    }

    [Fact]
    public void A_method_that_occurs_several_times_is_labelled_with_what_it_keeps()
    {
        RunConfig config = _folder.Load(
            ConfigFolder.Small,
            "method=[{name: kd}, {name: unix, keep: 48}, {name: unix, keep: 36}, {name: unix, label: doubtful}]");

        Assert.Equal(["kd", "unix-48", "unix-36", "doubtful"], config.Methods.Select(method => method.Label));
    }

    private static (long Heartbeat, long LossAfter, long RejoinWait) TimesOf(ClusterConfig cluster) =>
        (cluster.HeartbeatMilliseconds, cluster.LossAfterMilliseconds, cluster.RejoinWaitMilliseconds);

    private static (double Rate, double Momentum, double Decay) OptimizerOf(RunConfig config) =>
        (config.Train.Optimizer.LearningRate, config.Train.Optimizer.Momentum, config.Train.Optimizer.WeightDecay);
}
