using System.CommandLine;
using System.Text.Json.Nodes;
using Distillery.Cli.Evaluation;
using Distillery.Cli.Terminal;
using Distillery.GpuNode.Evaluation;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.Cli.Commands;

/// <summary><c>distill evaluate</c>: measures weights on validation data.</summary>
internal sealed class EvaluateCommand
{
    private readonly CliContext _context;
    private readonly Option<string[]> _set = CommonOptions.Set();
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<string> _device = CommonOptions.Device();

    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = "A run folder (its newest checkpoint), a checkpoint folder, or a file of weights.",
        Arity = ArgumentArity.ZeroOrMore,
        Validators = { ParseErrors.RefuseOptions },
    };

    private readonly Option<string?> _config = new("--config")
    {
        Description = "The configuration that says which network and data; a run has its own.",
        HelpName = "CONFIG",
    };

    private readonly Option<bool> _teacher = new("--teacher")
    {
        Description = "Measure the configuration's teacher, or take a file of weights as one of its kind.",
    };

    private EvaluateCommand(CliContext context) => _context = context;

    internal static Command Create(CliContext context)
    {
        EvaluateCommand parts = new(context);
        DocumentedCommand command = new(
            "evaluate",
            "Measures top-1 and top-5 of a run, a checkpoint or a file of weights on the validation data.",
            ("distill evaluate runs/fashion-mnist/unix", "the newest checkpoint of a run"),
            ("distill evaluate runs/smoke/checkpoints/step-00000040", "one checkpoint"),
            ("distill evaluate student.safetensors --config examples/fashion-mnist.yaml", "a file of weights"),
            ("distill evaluate --teacher --config examples/fashion-mnist.yaml", "the teacher of a configuration"))
        {
            parts._paths, parts._config, parts._teacher, parts._set, parts._json, parts._device,
        };
        command.SetAction(parts.Execute);
        return command;
    }

    private int Execute(ParseResult parsed)
    {
        TargetEvaluation evaluation = new(CommonOptions.ParseDevice(parsed.GetRequiredValue(_device)), _context.Stop);
        foreach (EvaluationTarget target in Targets(parsed))
        {
            Accuracy accuracy = evaluation.Measure(target);
            _context.Output.WriteLine(parsed.GetValue(_json) ? ToJson(target, accuracy) : ToText(target, accuracy));
        }
        return ExitCodes.Done;
    }

    private EvaluationTarget[] Targets(ParseResult parsed)
    {
        string[] overrides = parsed.GetRequiredValue(_set);
        RunConfig? stated = parsed.GetValue(_config) is { } path ? ConfigLoader.Load(path, overrides) : null;
        bool asTeacher = parsed.GetValue(_teacher);
        string[] paths = parsed.GetValue(_paths) ?? [];
        if (paths.Length > 0)
            return [.. paths.Select(each => EvaluationTarget.OfPath(each, stated, overrides, asTeacher, Warn))];
        if (asTeacher) return [EvaluationTarget.OfTeacher(stated)];
        throw new UserErrorException(
            "nothing to evaluate is named",
            "Name a run folder, a checkpoint or a file of weights, or write --teacher.");
    }

    private void Warn(string text) => _context.Error.WriteLine($"warning: {text}");

    private static string ToText(EvaluationTarget target, Accuracy accuracy)
    {
        string weights = (target.Step, target.IsAverage) switch
        {
            (null, _) => "",
            ({ } step, true) => $", step {step}, moving average",
            ({ } step, false) => $", step {step}",
        };
        return $"{target.Name} ({target.Architecture}{weights}): top-1 {Phrases.Percent(accuracy.Top1)}, "
            + $"top-5 {Phrases.Percent(accuracy.Top5)} of {Phrases.Count(accuracy.Count)} images";
    }

    private static string ToJson(EvaluationTarget target, Accuracy accuracy) => new JsonObject
    {
        ["path"] = target.Name,
        ["architecture"] = target.Architecture,
        ["step"] = target.Step,
        ["moving_average"] = target.IsAverage,
        ["top1"] = accuracy.Top1,
        ["top5"] = accuracy.Top5,
        ["images"] = accuracy.Count,
    }.ToJsonString();
}
