namespace Distillery.Architecture.Tests.Projects;

/// <summary>Which project may refer to which, as docs/architecture.md draws it. A project that is not drawn, or an arrow
/// that is not, is a decision to be made and written down, not a line in a project file.</summary>
public static class ProjectArrows
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Messages"] = [],
        ["Shared"] = ["Messages"],
        ["Coordinator"] = ["Shared"],
        ["GpuNode"] = ["Shared"],
        ["Cli"] = ["Coordinator", "GpuNode"],
    };

    public static IEnumerable<Violation> Check(IEnumerable<ProjectFile> projects) => projects.SelectMany(Check);

    private static IEnumerable<Violation> Check(ProjectFile project)
    {
        if (!Allowed.TryGetValue(project.Name, out string[]? targets))
        {
            yield return new Violation(
                project.Path, 1,
                $"the project {project.Name} is not in the picture: draw it in docs/architecture.md and list it in ProjectArrows");
            yield break;
        }
        foreach (string target in project.References.Except(targets, StringComparer.Ordinal))
        {
            yield return new Violation(
                project.Path, 1,
                $"{project.Name} may refer to {Names(targets)}, not to {target}: move the code to where it belongs, or let "
                + "the projects that are drawn bring it");
        }
    }

    private static string Names(string[] targets) => targets.Length == 0 ? "no project" : string.Join(" and ", targets);
}
