using System.Text.Json;

namespace Distillery.Cli.Tests.Observability;

public sealed class DashboardTests
{
    public static TheoryData<string> Files => [.. Deployment.DashboardFiles.Select(path => Path.GetFileName(path))];

    [Theory, MemberData(nameof(Files))]
    public void Grafana_can_take_the_file_as_it_is(string file)
    {
        string path = Deployment.DashboardFiles.Single(each => Path.GetFileName(each) == file);
        JsonElement dashboard = Deployment.ReadDashboard(path);
        Assert.True(dashboard.GetProperty("schemaVersion").GetInt32() >= 39);
        Assert.False(dashboard.TryGetProperty("__inputs", out _));
        JsonElement[] variables = [.. dashboard.GetProperty("templating").GetProperty("list").EnumerateArray()];
        Assert.Contains(variables, variable =>
            variable.GetProperty("name").GetString() == "datasource" && variable.GetProperty("type").GetString() == "datasource");
        JsonElement[] panels = [.. dashboard.GetProperty("panels").EnumerateArray()];
        Assert.Equal(panels.Length, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        foreach (JsonElement panel in panels.Where(panel => panel.TryGetProperty("targets", out _)))
        {
            Assert.Equal("${datasource}", panel.GetProperty("datasource").GetProperty("uid").GetString());
            JsonElement place = panel.GetProperty("gridPos");
            Assert.InRange(place.GetProperty("x").GetInt32() + place.GetProperty("w").GetInt32(), 1, 24);
        }
    }

    [Fact]
    public void The_four_dashboards_have_names_of_their_own() =>
        Assert.Equal(4, Deployment.DashboardFiles.Select(path =>
            Deployment.ReadDashboard(path).GetProperty("uid").GetString()).Distinct().Count());

    [Fact]
    public void The_files_are_as_their_program_writes_them()
    {
        (int code, string text) = Tool.Run("/usr/bin/python3", Deployment.DashboardMaker, "--check");
        Assert.True(code == 0, text);
    }
}
