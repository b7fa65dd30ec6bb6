using Distillery.Shared.Configuration;

namespace Distillery.Shared.Tests.Configuration;

public sealed class ExampleTests
{
    public static TheoryData<string> Examples =>
        [.. Directory.GetFiles(Path.Combine(Repository.Root, "examples"), "*.yaml").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_can_be_read_and_says_how_it_is_started(string name)
    {
        string path = Path.Combine(Repository.Root, "examples", name);
        Assert.NotEmpty(ConfigLoader.Load(path, []).Methods);
        Assert.Contains("\n#     ", File.ReadAllText(path), StringComparison.Ordinal);
    }
}
