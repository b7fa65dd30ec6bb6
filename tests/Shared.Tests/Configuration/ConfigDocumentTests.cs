using Distillery.Shared.Configuration;

namespace Distillery.Shared.Tests.Configuration;

public sealed class ConfigDocumentTests
{
    [Fact]
    public void The_document_describes_every_key_with_its_type_default_and_range()
    {
        Dictionary<string, string[]> rows = ReadRows();

        Assert.All(ConfigSchema.Keys, key =>
        {
            Assert.True(rows.ContainsKey(key.Key), $"docs/configuration.md has no row for {key.Key}");
            Assert.Equal([key.Type, key.Default, key.Range], rows[key.Key][..3]);
            Assert.NotEmpty(rows[key.Key][3]);
        });
        Assert.Empty(rows.Keys.Except(ConfigSchema.Keys.Select(key => key.Key)));
    }

    [Theory]
    [InlineData("fashion-mnist", "kd,unix", 2, 64)]
    [InlineData("smoke", "unix", 4, 32)]
    [InlineData("teacher", "supervised", 2, 64)]
    public void The_examples_are_valid(string name, string methods, int replicas, int batch)
    {
        RunConfig config = ConfigLoader.Load(Path.Combine(Repository.Root, "examples", $"{name}.yaml"), []);

        Assert.Equal(name, config.Name);
        Assert.Equal(methods, string.Join(',', config.Methods.Select(method => method.Label)));
        Assert.Equal((replicas, batch), (config.Train.Replicas, config.Train.Batch));
        Assert.Equal("/usr/share/datasets/fashion-mnist", config.Data.Path);
    }

    [Fact]
    public void The_smoke_run_overrides_only_what_it_states()
    {
        RunConfig smoke = ConfigLoader.Load(Path.Combine(Repository.Root, "examples", "smoke.yaml"), []);

        Assert.Equal((4096, 1000, 2), (smoke.Data.Limit, smoke.Data.ValidationLimit, smoke.Data.Pad));
        Assert.Equal((40, 24), (smoke.Train.Steps, smoke.Methods[0].Keep));
        Assert.Equal("lenet5", smoke.Student.Architecture);
    }

    /// <summary>The cells after the key of each table row that begins with a key in backticks.</summary>
    private static Dictionary<string, string[]> ReadRows() =>
        File.ReadLines(Path.Combine(Repository.Root, "docs", "configuration.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries))
            .ToDictionary(cells => cells[0].TrimEnd('°', ' ').Trim('`'), cells => cells[1..]);
}
