using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Distillery.Coordinator.Http.Documents;

namespace Distillery.Coordinator.Tests.Http;

public sealed partial class HttpDocumentTests
{
    // In the order in which docs/http.md shows them.
    private static readonly JsonTypeInfo[] Types =
    [
        HttpJson.Default.RunDocument, HttpJson.Default.NodesDocument, HttpJson.Default.HistoryDocument, EventJson.Default.EventDocument,
        HttpJson.Default.DrainDocument, HttpJson.Default.StopDocument, HttpJson.Default.ProblemDocument,
    ];

    [Fact]
    public void The_examples_in_the_document_are_what_is_sent()
    {
        string document = File.ReadAllText(FindDocument());
        string[] examples = [.. Example().Matches(document).Select(match => match.Groups[1].Value)];
        Assert.Equal(Types.Length, examples.Length);
        foreach ((string example, JsonTypeInfo type) in examples.Zip(Types))
        {
            string again = JsonSerializer.Serialize(JsonSerializer.Deserialize(example, type), type);
            Assert.True(
                JsonNode.DeepEquals(JsonNode.Parse(example), JsonNode.Parse(again)),
                $"{type.Type.Name} is documented as\n{example}\nand sent as\n{again}");
        }
    }

    private static string FindDocument()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Orchestrator.sln"))) folder = folder.Parent;
        return Path.Combine(folder.FullName, "docs", "http.md");
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
