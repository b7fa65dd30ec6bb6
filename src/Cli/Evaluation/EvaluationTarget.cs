using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.Cli.Evaluation;

/// <summary>One thing to measure: an architecture, its weights, and the data that it is measured on.</summary>
/// <param name="Name">As the person wrote it.</param>
/// <param name="Step">Null for weights that belong to no run.</param>
/// <param name="IsAverage">Whether the weights are a run's moving average.</param>
internal sealed record EvaluationTarget(
    string Name, RunConfig Config, string Architecture, string WeightsPath, long? Step, bool IsAverage)
{
    /// <summary>The configuration's teacher with these weights in place of its own; null for a student.</summary>
    internal TeacherConfig? Teacher { get; private init; }

    /// <param name="stated">The configuration of the command line; null when there is none.</param>
    /// <param name="overrides">What <c>--set</c> changes in a run's own configuration.</param>
    /// <param name="asTeacher">Take a file of weights as the configured teacher's, not the student's.</param>
    /// <exception cref="UserErrorException">The path leads to nothing that can be measured.</exception>
    internal static EvaluationTarget OfPath(
        string path, RunConfig? stated, IReadOnlyList<string> overrides, bool asTeacher, Action<string> warn)
    {
        if (File.Exists(path)) return OfFile(path, stated, asTeacher);
        SavedStudent saved = SavedStudent.Find(path, overrides, warn);
        RunConfig config = stated ?? saved.Config
            ?? throw new UserErrorException(
                $"{path} stands alone, without the run's config.yaml", "Name one with --config.");
        return new EvaluationTarget(
            path, config, config.Student.Architecture, saved.WeightsPath, saved.Step, saved.IsAverage);
    }

    /// <summary>The teacher that a configuration names.</summary>
    /// <exception cref="UserErrorException">It names none.</exception>
    internal static EvaluationTarget OfTeacher(RunConfig? stated)
    {
        TeacherConfig teacher = TeacherOf(stated);
        return new EvaluationTarget(teacher.Weights, stated!, teacher.Architecture, teacher.Weights, null, false)
        {
            Teacher = teacher,
        };
    }

    private static EvaluationTarget OfFile(string path, RunConfig? stated, bool asTeacher)
    {
        if (stated is null)
        {
            throw new UserErrorException(
                $"{path} holds weights, but not which network and data they are for",
                "Name a configuration with --config: its student is measured, or with --teacher its teacher.");
        }
        string fullPath = Path.GetFullPath(path);
        return asTeacher
            ? OfTeacher(stated with { Teacher = TeacherOf(stated) with { Weights = fullPath } }) with { Name = path }
            : new EvaluationTarget(path, stated, stated.Student.Architecture, fullPath, null, false);
    }

    private static TeacherConfig TeacherOf(RunConfig? stated) => stated?.Teacher
        ?? throw new UserErrorException(
            stated is null ? "--teacher needs a configuration" : "the configuration names no teacher",
            "Name a configuration that has one with --config.");
}
