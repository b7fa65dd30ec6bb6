namespace Distillery.Shared.Telemetry.Catalog;

/// <summary>What a node tells of its work.</summary>
public static class NodeMetrics
{
    private const string Role = "node";

    // From a small network on a CPU to a large batch on a slow disk.
    private static readonly double[] StepSeconds =
        [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    public static readonly MetricDefinition AppliedSteps = Gauge(
        "distillery.node_applied_steps", "{step}", "Steps that this node's weights have behind them.");

    public static readonly MetricDefinition HostedRanks = Gauge(
        "distillery.node_ranks", "{rank}", "Ranks that this node computes.");

    public static readonly MetricDefinition StepDuration = Histogram(
        "distillery.step_duration", "s",
        "Time of a step: the first four phases once for each rank and step, average once for each step, apply once for each step and device that has the weights.", StepSeconds,
        "phase (data, score, teacher, forward_backward, average, apply), device (cpu, cuda:K, cpu:K)");

    public static readonly MetricDefinition DataWait = Gauge(
        "distillery.data_wait", "1", "The share of a rank's step that it waits for its batch, over about the last 20 steps.");

    public static readonly MetricDefinition DeviceSeconds = Counter(
        "distillery.device", "s",
        "Where this node's time has gone; the activities add up to the time since it started.",
        "activity (data, score, teacher, compute, average, recover, checkpoint, evaluate, idle)");

    public static readonly MetricDefinition Queries = Counter(
        "distillery.teacher_queries", "{query}", "Images whose answers ranks wanted, by what came of it; stored ones were read from teacher.answers.",
        "outcome (answered, failed, busy, retried, stored)");

    public static readonly MetricDefinition TeacherQueue = Gauge(
        "distillery.teacher_queue_length", "{query}", "Queries that wait for this node's teacher, or are being answered.");

    public static readonly MetricDefinition TeacherBatch = Histogram(
        "distillery.teacher_batch_size", "{image}", "Images that a teacher answers about at once.",
        [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]);

    public static readonly MetricDefinition TeacherLatency = Histogram(
        "distillery.teacher_latency", "s", "From a rank's question to its answer.", StepSeconds);

    public static readonly MetricDefinition FetchedSamples = Counter(
        "distillery.fetched_samples", "{sample}",
        "Training samples that data nodes were asked for; those handed back this node prepared itself.",
        "outcome (fetched, handed_back, busy, retried)");

    public static readonly MetricDefinition DataQueue = Gauge(
        "distillery.data_queue_length", "{query}", "Queries for samples that wait for this node, or are being prepared.");

    public static readonly MetricDefinition DataTurnedAway = Counter(
        "distillery.data_turned_away", "{query}", "Queries for samples that this node did not take because too many waited.");

    public static readonly MetricDefinition DataPreparation = Histogram(
        "distillery.data_preparation", "s", "From the arrival of a query for samples at this node to its answer.", StepSeconds);

    public static readonly MetricDefinition DataLatency = Histogram(
        "distillery.data_latency", "s", "From the question for a piece of a batch to its samples.", StepSeconds);

    public static readonly MetricDefinition AveragingBytes = Counter(
        "distillery.averaging", "By", "Slices and averages that this node has exchanged with other processes.",
        "direction (sent, received)");

    public static readonly MetricDefinition AveragingDuration = Histogram(
        "distillery.averaging_duration", "s", "From the end of a node's own computation to the whole average: what was not hidden.",
        StepSeconds);

    public static readonly MetricDefinition CheckpointDuration = Gauge(
        "distillery.checkpoint_duration", "s", "How long this node wrote its last checkpoint, beside the training.");

    public static readonly MetricDefinition CheckpointBytes = Gauge(
        "distillery.checkpoint", "By", "The size of the last checkpoint that this node wrote.");

    public static readonly MetricDefinition CheckpointFailures = Counter(
        "distillery.checkpoint_failures", "{checkpoint}", "Checkpoints that this node could not write.");

    public static readonly MetricDefinition Uncertainty = Histogram(
        "distillery.uncertainty", "", "Of each scored sample; entropy in nats, or what method.uncertainty says.",
        [-0.8, -0.6, -0.4, -0.2, -0.1, 0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6]);

    public static readonly MetricDefinition DeviceMemory = Gauge(
        "distillery.device_memory", "By", "On cpu the native memory of the process, most of it tensors'; cached is freed and kept for the next step, and without jemalloc all that is resident counts as used. On other devices held: what stays there between steps, the student's state and the ranks' contributions.",
        "device (cpu, cuda:K, cpu:K), state (used, cached, held)");

    public static IReadOnlyList<MetricDefinition> All { get; } =
    [
        AppliedSteps, HostedRanks, StepDuration, DataWait, DeviceSeconds, Queries, TeacherQueue, TeacherBatch, TeacherLatency,
        FetchedSamples, DataLatency, DataQueue, DataTurnedAway, DataPreparation, AveragingBytes, AveragingDuration, CheckpointDuration, CheckpointBytes, CheckpointFailures, Uncertainty, DeviceMemory,
    ];

    private static MetricDefinition Gauge(string name, string unit, string meaning, string labels = "") =>
        new(name, MetricKind.Gauge, unit, meaning, Role, labels);

    private static MetricDefinition Counter(string name, string unit, string meaning, string labels = "") =>
        new(name, MetricKind.Counter, unit, meaning, Role, labels);

    private static MetricDefinition Histogram(
        string name, string unit, string meaning, double[] buckets, string labels = "") =>
        new(name, MetricKind.Histogram, unit, meaning, Role, labels, buckets);
}
