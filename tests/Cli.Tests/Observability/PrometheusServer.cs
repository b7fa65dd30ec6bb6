using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Distillery.Cli.Tests.Observability;

/// <summary>A real Prometheus of a test's own, on a free port of this machine.</summary>
internal sealed class PrometheusServer : IDisposable
{
    private const string Job = "distillery";

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client;
    private readonly Process _process;

    /// <param name="targets">HOST:PORT each, scraped once a second.</param>
    internal PrometheusServer(IEnumerable<string> targets)
    {
        string address = $"127.0.0.1:{FreePorts(1)}";
        string config = _folder.At("prometheus.yml");
        File.WriteAllText(
            config,
            $$"""
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: [{{Deployment.Rules}}]
            scrape_configs:
              - job_name: {{Job}}
                static_configs: [{targets: [{{string.Join(", ", targets.Select(target => $"'{target}'"))}}]}]
            """);
        _process = Process.Start(new ProcessStartInfo("prometheus", [
            $"--config.file={config}", $"--storage.tsdb.path={_folder.At("data")}", $"--web.listen-address={address}",
            "--log.level=error"]))!;
        _client = new HttpClient { BaseAddress = new Uri($"http://{address}") };
    }

    /// <summary>The first of so many ports in a row that nobody listens on.</summary>
    internal static int FreePorts(int count)
    {
        while (true)
        {
            using Socket probe = Bind(0)!;
            int first = ((IPEndPoint)probe.LocalEndPoint!).Port;
            Socket?[] rest = [.. Enumerable.Range(first + 1, count - 1).Select(Bind)];
            foreach (Socket? socket in rest) socket?.Dispose();
            if (rest.All(socket => socket is not null)) return first;
        }
    }

    /// <summary>Whether a query, as it stands in a dashboard, has a result now.</summary>
    internal async Task<bool> HasDataAsync(string query)
    {
        string expression = query.Replace("$__rate_interval", "20s", StringComparison.Ordinal)
            .Replace("$job", Job, StringComparison.Ordinal);
        JsonElement? answer = await AskAsync($"/api/v1/query?query={Uri.EscapeDataString(expression)}");
        if (answer is not { } found) return false;
        Assert.True(found.GetProperty("status").GetString() == "success", $"{expression}: {found}");
        return found.GetProperty("data").GetProperty("result").GetArrayLength() > 0;
    }

    /// <summary>Rules by name, with their state; empty before they were evaluated.</summary>
    internal async Task<Dictionary<string, string>> RulesAsync()
    {
        if (await AskAsync("/api/v1/rules") is not { } answer) return [];
        return answer.GetProperty("data").GetProperty("groups").EnumerateArray()
            .SelectMany(group => group.GetProperty("rules").EnumerateArray())
            .Where(rule => rule.GetProperty("health").GetString() != "unknown")
            .ToDictionary(
                rule => rule.GetProperty("name").GetString()!,
                rule => $"{rule.GetProperty("health").GetString()} {rule.GetProperty("state").GetString()}");
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _client.Dispose();
        _folder.Dispose();
    }

    /// <summary>Null while nobody answers yet.</summary>
    private async Task<JsonElement?> AskAsync(string path)
    {
        try
        {
            using HttpResponseMessage response = await _client.GetAsync(path);
            return response.StatusCode == HttpStatusCode.ServiceUnavailable
                ? null : JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static Socket? Bind(int port)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}
