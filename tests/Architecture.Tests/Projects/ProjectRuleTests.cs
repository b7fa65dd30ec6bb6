namespace Distillery.Architecture.Tests.Projects;

public sealed class ProjectRuleTests
{
    [Theory]
    [InlineData("Coordinator", "GpuNode")]
    [InlineData("GpuNode", "Coordinator")]
    [InlineData("Shared", "GpuNode")]
    [InlineData("Messages", "Shared")]
    [InlineData("Cli", "Shared")]
    public void An_arrow_that_is_not_drawn_is_found(string from, string to)
    {
        Violation found = Assert.Single(ProjectArrows.Check([Project(from, $"<ProjectReference Include=\"../{to}/{to}.csproj\" />")]));
        Assert.Contains($"not to {to}", found.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Cli", "GpuNode")]
    [InlineData("Cli", "Coordinator")]
    [InlineData("GpuNode", "Shared")]
    [InlineData("Coordinator", "Shared")]
    [InlineData("Shared", "Messages")]
    public void A_drawn_arrow_is_left_alone(string from, string to) =>
        Assert.Empty(ProjectArrows.Check([Project(from, $"<ProjectReference Include=\"..\\{to}\\{to}.csproj\" />")]));

    [Fact]
    public void A_project_that_is_not_drawn_is_found() => Assert.Single(ProjectArrows.Check([Project("Helpers", "")]));

    [Theory]
    [InlineData("Coordinator", "TorchSharp", 1)]
    [InlineData("Shared", "Spectre.Console", 1)]
    [InlineData("Helpers", "YamlDotNet", 1)]
    [InlineData("Shared", "YamlDotNet", 0)]
    [InlineData("Cli", "System.CommandLine", 0)]
    public void A_package_that_nobody_decided_on_is_found(string project, string package, int expected) =>
        Assert.Equal(expected, PackageUse.Check([Project(project, $"<PackageReference Include=\"{package}\" />")]).Count());

    [Theory]
    [InlineData("GpuNode", 1)]
    [InlineData("Messages", 1)]
    [InlineData("Shared", 0)]
    [InlineData("Coordinator", 0)]
    public void A_part_of_dotnet_that_nobody_decided_on_is_found(string project, int expected)
    {
        ProjectFile file = Project(project, "<FrameworkReference Include=\"Microsoft.AspNetCore.App\" />");
        Assert.Equal(expected, PackageUse.Check([file]).Count());
    }

    private static ProjectFile Project(string name, string item) =>
        ProjectFile.Parse($"src/{name}/{name}.csproj", $"<Project><ItemGroup>{item}</ItemGroup></Project>");
}
