using System.Runtime.CompilerServices;
using Distillery.Shared.Telemetry.Catalog;

namespace Distillery.Shared.Tests.Telemetry;

public sealed class MetricsDocumentTests
{
    private const string Document = "docs/metrics.md";

    [Fact]
    public void The_document_has_every_metric_as_the_code_has_it_and_no_other()
    {
        string[] written = [.. ReadLines().Where(line => line.StartsWith("| `", StringComparison.Ordinal))];
        Assert.Equal([.. MetricCatalog.All.Select(RowOf)], written);
    }

    private static string RowOf(MetricDefinition metric) =>
        $"| `{metric.ExposedName}` | {metric.Kind.ToString().ToLowerInvariant()} | {metric.Role} | {metric.Labels} | "
        + $"{metric.Meaning} |";

    private static string[] ReadLines([CallerFilePath] string path = "")
    {
        DirectoryInfo folder = new(Path.GetDirectoryName(path)!);
        while (!File.Exists(Path.Combine(folder.FullName, Document))) folder = folder.Parent!;
        return File.ReadAllLines(Path.Combine(folder.FullName, Document));
    }
}
