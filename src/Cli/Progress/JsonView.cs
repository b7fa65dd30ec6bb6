using System.Text.Json;
using System.Text.Json.Nodes;
using Distillery.Cli.Terminal;
using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Protocol;
using Distillery.Shared.Runs;

namespace Distillery.Cli.Progress;

/// <summary>One JSON object a line on standard output; each begins with <c>event</c>. docs/cli.md lists them.</summary>
internal sealed class JsonView(CliContext context) : IRunView
{
    private ProgressMeter? _meter;
    private double _periodSeconds;

    public void Note(string line) => context.Error.WriteLine(line);

    public void Preparing(string text) => Write("preparing", ("text", text));

    public RunSummary During(Func<RunSummary> execute) => execute();

    public void Stopping() => Warned("stopping after the current step, then saving; once more ends at once");

    public void Started(RunStart start)
    {
        _meter = new ProgressMeter(start, context.Time);
        _periodSeconds = start.Config.Telemetry.LogEverySeconds;
        Write(
            "started", ("name", start.Config.Name), ("method_label", start.Config.Methods[0].Label),
            ("first_step", start.FirstStep), ("total_steps", start.TotalSteps),
            ("steps_per_epoch", start.StepsPerEpoch),
            ("ranks", start.Config.Train.Replicas), ("student_macs", start.StudentMacs),
            ("teacher_macs", start.TeacherMacs),
            ("teacher_top1", start.TeacherTop1));
    }

    public void StepApplied(StepReport step)
    {
        _meter!.Add(step);
        if (_meter.SecondsInWindow < _periodSeconds || _meter.TakeSnapshot() is not { } now) return;
        Write(
            "step", ("step", now.Step), ("epoch", now.Epoch), ("loss", Finite(now.Loss)),
            ("learning_rate", now.LearningRate), ("images_per_second", Finite(now.ImagesPerSecond)),
            ("seconds_left", Finite(now.SecondsLeft)), ("selected_ratio", now.SelectedRatio),
            ("compute_ratio", now.ComputeRatio));
    }

    public void Evaluated(EvaluationReport evaluation)
    {
        _meter!.Add(evaluation);
        Write(
            "evaluated", ("step", evaluation.Step), ("epoch", evaluation.Epoch), ("top1", evaluation.Top1),
            ("top5", evaluation.Top5), ("images", evaluation.Images));
    }

    public void CheckpointSaved(long step) => Write("checkpoint", ("step", step));

    public void ClusterChanged(ClusterEvent happened) => Write(
        "cluster", ("kind", JsonNamingPolicy.SnakeCaseLower.ConvertName(happened.Kind.ToString())),
        ("text", happened.Text));

    public void Warned(string text) => context.Error.WriteLine($"warning: {text}");

    public void Finished(RunFolder folder, RunSummary summary, bool wasComplete) => Write(
        "finished", ("folder", folder.FullPath), ("was_complete", wasComplete),
        ("summary", JsonNode.Parse(File.ReadAllText(folder.SummaryPath))));

    public void Compared(RunComparison comparison)
    {
        foreach (string line in comparison.ToJsonLines())
        {
            JsonObject members = JsonNode.Parse(line)!.AsObject();
            members.Insert(0, "event", "comparison");
            context.Output.WriteLine(members.ToJsonString());
        }
    }

    private void Write(string name, params (string Name, JsonNode? Value)[] members)
    {
        JsonObject line = new() { ["event"] = name };
        foreach ((string member, JsonNode? value) in members) line[member] = value;
        context.Output.WriteLine(line.ToJsonString());
    }

    // JSON has no NaN.
    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
