using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Distillery.Chaos.Processes;
using Distillery.Cli.Tests.Remote;

namespace Distillery.Cli.Tests.Observability;

public sealed class NodeHealthTests
{
    [Fact]
    public async Task A_node_that_waits_for_its_coordinator_lives_and_is_not_ready()
    {
        int port = PrometheusServer.FreePorts(1); // Where nobody listens.
        using Process node = DistillCommand.Start("node", "--coordinator", $"127.0.0.1:{port}", "--http", "127.0.0.1:0");
        try
        {
            using HttpClient client = new() { BaseAddress = new Uri(AddressOf(node)) };
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/health/started"));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/health/live"));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(client, "/health/ready"));
            Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(client, "/api/v1/run"));
            string metrics = await client.GetStringAsync("/metrics");
            Assert.Contains("distillery_device_seconds_total{activity=\"idle\"}", metrics, StringComparison.Ordinal);
            Assert.EndsWith("# EOF\n", metrics, StringComparison.Ordinal);
        }
        finally
        {
            node.Kill();
            await node.WaitForExitAsync();
        }
    }

    [Fact]
    public async Task A_node_answers_over_TLS_where_it_has_a_certificate()
    {
        using ServerCertificate certificate = new();
        int port = PrometheusServer.FreePorts(1); // Where nobody listens.
        using Process node = DistillCommand.Start(
            "node", "--coordinator", $"127.0.0.1:{port}", "--http", "127.0.0.1:0",
            "--http-certificate", certificate.CertificatePath, "--http-key", certificate.KeyPath);
        try
        {
            string address = AddressOf(node);
            Assert.StartsWith("https://", address, StringComparison.Ordinal);
            using HttpClient client = certificate.CreateClient();
            client.BaseAddress = new Uri(address);
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/health/live"));
            Assert.EndsWith("# EOF\n", await client.GetStringAsync("/metrics"), StringComparison.Ordinal);
            using HttpClient stranger = new();
            await Assert.ThrowsAsync<HttpRequestException>(() => stranger.GetAsync($"{address}/health/live"));
            using HttpClient plain = new();
            await Assert.ThrowsAsync<HttpRequestException>(
                () => plain.GetAsync($"http://{client.BaseAddress.Authority}/health/live"));
        }
        finally
        {
            node.Kill();
            await node.WaitForExitAsync();
        }
    }

    [Fact]
    public void A_port_that_a_node_cannot_have_ends_the_run_with_words()
    {
        using Study study = new();
        int port = PrometheusServer.FreePorts(3);
        using TcpListener taken = new(IPAddress.Loopback, port + 1);
        taken.Start();
        (int code, string text) = DistillCommand.Run(
            "run", study.Config, "--run-dir", study.At("run"), "--nodes", "2", "--http", $"127.0.0.1:{port}");
        Assert.Equal(2, code);
        Assert.Contains($"cannot listen on 127.0.0.1:{port + 1}", text, StringComparison.Ordinal);
    }

    /// <summary>As it says it itself.</summary>
    private static string AddressOf(Process node)
    {
        string line;
        do line = node.StandardError.ReadLine() ?? throw new InvalidOperationException("the node has ended");
        while (!line.Contains("answering at ", StringComparison.Ordinal));
        return Regex.Match(line, @"https?://[\w.:]+").Value;
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using HttpResponseMessage response = await client.GetAsync(path);
        return response.StatusCode;
    }
}
