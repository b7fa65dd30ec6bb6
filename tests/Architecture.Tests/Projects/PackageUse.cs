namespace Distillery.Architecture.Tests.Projects;

/// <summary>Which packages, and which parts of .NET, each project of the product may use. Every one is a dependency of every
/// user, so a new one is a decision with a reason.</summary>
public static class PackageUse
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Messages"] = [],
        ["Shared"] =
        [
            "Akka", "Akka.Cluster", "Akka.Cluster.Hosting", "Akka.Cluster.Sharding", "Akka.Cluster.Tools", "Akka.Coordination",
            "Akka.Remote", "Google.Protobuf", "Grpc.Tools", "Microsoft.AspNetCore.App", "OpenTelemetry",
            "OpenTelemetry.Exporter.OpenTelemetryProtocol", "YamlDotNet",
        ],
        ["Torch"] = [],
        ["Coordinator"] = ["Microsoft.AspNetCore.App"],
        ["GpuNode"] = [],
        ["Cli"] = ["Spectre.Console", "System.CommandLine"],
    };

    public static IEnumerable<Violation> Check(IEnumerable<ProjectFile> projects) =>
        from project in projects
        from package in project.Packages.Concat(project.Frameworks)
        where !Allowed.GetValueOrDefault(project.Name, []).Contains(package)
        select new Violation(
            project.Path, 1,
            $"{project.Name} may not use the package {package}: do without it, or state the reason in docs/decisions.md and "
            + "list it in PackageUse");
}
