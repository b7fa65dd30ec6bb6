using System.Net.Http.Headers;

namespace Distillery.Coordinator.Tests.Http.Host;

public sealed class MetricsEndpointTests
{
    [Fact]
    public async Task A_scraper_gets_the_text_that_it_asks_for()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        (string openType, string open) = await ScrapeAsync(cluster, "application/openmetrics-text;version=1.0.0");
        Assert.StartsWith("application/openmetrics-text", openType, StringComparison.Ordinal);
        Assert.EndsWith("# EOF\n", open, StringComparison.Ordinal);
        (string plainType, string plain) = await ScrapeAsync(cluster, "text/plain;version=0.0.4");
        Assert.StartsWith("text/plain", plainType, StringComparison.Ordinal);
        Assert.Contains("\ndistillery_run_info{", plain, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_coordinator_without_nodes_tells_its_run_and_that_nobody_is_there()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        (_, string text) = await ScrapeAsync(cluster, "text/plain");
        Assert.Contains("run=\"study\"", text, StringComparison.Ordinal);
        Assert.Contains("\ndistillery_nodes{state=\"training\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("\ndistillery_node_losses_total{reason=\"closed\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("\ndistillery_recovery_duration_seconds_count 0\n", text, StringComparison.Ordinal);
        Assert.Contains("\nprocess_resident_memory_bytes ", text, StringComparison.Ordinal);
    }

    private static async Task<(string Type, string Text)> ScrapeAsync(HttpCluster cluster, string accept)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/metrics");
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        using HttpResponseMessage response = await cluster.Client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return (response.Content.Headers.ContentType!.ToString(), await response.Content.ReadAsStringAsync());
    }
}
