namespace Distillery.Shared.Telemetry.Catalog;

/// <summary>What a coordinator tells of its run.</summary>
public static class RunMetrics
{
    private const string Role = "coordinator";

    public static readonly MetricDefinition RunInfo = Gauge(
        "distillery.run_info", "", "Always 1; its labels say which run this is.", "run, method, config");

    public static readonly MetricDefinition RunStart = Gauge(
        "distillery.run_start_timestamp", "s", "When this coordinator took up the run, in Unix time.");

    public static readonly MetricDefinition Step = Gauge(
        "distillery.step", "{step}", "Steps that have been applied.");

    public static readonly MetricDefinition TotalSteps = Gauge(
        "distillery.steps_planned", "{step}", "Steps that the run has in all.");

    public static readonly MetricDefinition Epoch = Gauge(
        "distillery.epoch", "{epoch}", "The position in epochs, with its fraction.");

    public static readonly MetricDefinition Generation = Gauge(
        "distillery.generation", "{generation}", "How often the cluster has settled who does what.");

    public static readonly MetricDefinition Loss = Gauge(
        "distillery.loss", "", 
        "Of the last step, the mean over ranks; label and distill are its parts with their weights, absent where the method lacks one.",
        "kind (total, label, distill)");

    public static readonly MetricDefinition Accuracy = Gauge(
        "distillery.accuracy", "1", "Of the last evaluation, 0 to 1; the teacher's as measured at the start.",
        "model (student, teacher), k (1, 5)");

    public static readonly MetricDefinition LearningRate = Gauge(
        "distillery.learning_rate", "", "Of the last step.");

    public static readonly MetricDefinition Samples = Counter(
        "distillery.samples", "{sample}", "Samples of the plan that have gone by, kept or not.");

    public static readonly MetricDefinition SkippedSteps = Counter(
        "distillery.skipped_steps", "{step}", "Steps whose average was not finite, so that the weights stayed.");

    public static readonly MetricDefinition DamagedImages = Counter(
        "distillery.damaged_images", "{image}", "Images that could not be decoded, each time that another one took its place.");

    public static readonly MetricDefinition Macs = Counter(
        "distillery.compute_macs", "{mac}", "Multiply-accumulates, with the backward pass counted as one forward pass.",
        "phase (score, teacher, forward_backward)");

    public static readonly MetricDefinition ConventionalMacs = Counter(
        "distillery.compute_conventional_macs", "{mac}",
        "What conventional distillation would have computed on the same samples, counted alike.");

    public static readonly MetricDefinition Compute = Gauge(
        "distillery.compute", "1", "The run's multiply-accumulates over those of conventional distillation; less is better.");

    public static readonly MetricDefinition QueriesSaved = Counter(
        "distillery.teacher_queries_saved", "{query}",
        "Samples about which no teacher was asked, where conventional distillation asks about each.");

    public static readonly MetricDefinition Selected = Gauge(
        "distillery.selected", "1", "Kept samples over all samples, of the last step.");

    public static readonly MetricDefinition ImageRate = Gauge(
        "distillery.images", "{image}/s", "Samples that go by, over the last ten seconds.");

    public static readonly MetricDefinition LastStep = Gauge(
        "distillery.last_step_timestamp", "s", "When the coordinator heard of the last applied step, in Unix time.");

    public static readonly MetricDefinition Nodes = Gauge(
        "distillery.nodes", "{node}", "Nodes whose link stands.", "state (loading, standby, training, teaching, preparing, paused, leaving)");

    public static readonly MetricDefinition Ranks = Gauge(
        "distillery.ranks", "{rank}", "Ranks of the run.", "state (training, paused, unplaced)");

    public static readonly MetricDefinition Teachers = Gauge(
        "distillery.teachers", "{teacher}", "Nodes that serve as teachers.", "state (loading, ready, leaving)");

    public static readonly MetricDefinition NodeLosses = Counter(
        "distillery.node_losses", "{node}", "Nodes that were lost since this coordinator took up the run.",
        "reason (died, closed, gap, downed, silent, renewed, unreachable, failed)");

    public static readonly MetricDefinition Recovery = Histogram(
        "distillery.recovery_duration", "s", "From a loss to the first step that was applied without the lost node.",
        [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300]);

    public static readonly MetricDefinition LastCheckpoint = Gauge(
        "distillery.last_checkpoint_timestamp", "s",
        "When the last checkpoint was published, in Unix time; absent before the first one of this coordinator.");

    public static readonly MetricDefinition FolderFree = Gauge(
        "distillery.run_folder_free", "By", "Free bytes of the disk that the run folder is on.");

    public static readonly MetricDefinition FolderSize = Gauge(
        "distillery.run_folder_size", "By", "All bytes of the disk that the run folder is on.");

    public static readonly MetricDefinition Goodput = Gauge(
        "distillery.goodput", "1",
        "The share of the devices' time, since the run's clock began, that went into score, teacher and compute.");

    public static IReadOnlyList<MetricDefinition> All { get; } =
    [
        RunInfo, RunStart, Step, TotalSteps, Epoch, Generation, Loss, Accuracy, LearningRate, Samples, SkippedSteps,
        DamagedImages, Macs, ConventionalMacs, Compute, QueriesSaved, Selected, ImageRate, LastStep, Nodes, Ranks,
        Teachers, NodeLosses, Recovery, LastCheckpoint, FolderFree, FolderSize, Goodput,
    ];

    private static MetricDefinition Gauge(string name, string unit, string meaning, string labels = "") =>
        new(name, MetricKind.Gauge, unit, meaning, Role, labels);

    private static MetricDefinition Counter(string name, string unit, string meaning, string labels = "") =>
        new(name, MetricKind.Counter, unit, meaning, Role, labels);

    private static MetricDefinition Histogram(string name, string unit, string meaning, double[] buckets) =>
        new(name, MetricKind.Histogram, unit, meaning, Role, "", buckets);
}
