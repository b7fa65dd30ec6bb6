using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Distillery.Cli.Tests.Pages;

/// <summary>One page of a browser, steered over Chromium's DevTools protocol (https://chromedevtools.github.io/devtools-protocol).
/// </summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    /// <summary>For what never comes: a machine with six builds beside the test still draws a page sooner.</summary>
    private const int PatienceMilliseconds = 120_000;

    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _answers = [];
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly ConcurrentQueue<string> _requests = [];
    private readonly SemaphoreSlim _sending = new(1);
    private string? _session;
    private int _count;

    private BrowserPage()
    {
    }

    /// <summary>What a person would find in the console: errors that were written, and exceptions that nobody caught.</summary>
    internal IReadOnlyCollection<string> Errors => _errors;

    /// <summary>All addresses that were asked for.</summary>
    internal IReadOnlyCollection<string> Requests => _requests;

    internal static async Task<BrowserPage> OpenAsync(Uri browser, string address)
    {
        BrowserPage page = new();
        await page._socket.ConnectAsync(browser, CancellationToken.None);
        _ = page.ListenAsync();
        JsonNode target = await page.SendAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" });
        JsonNode session = await page.SendAsync(
            "Target.attachToTarget", new JsonObject { ["targetId"] = (string)target["targetId"]!, ["flatten"] = true });
        page._session = (string)session["sessionId"]!;
        foreach (string domain in (string[])["Runtime", "Log", "Network", "Page"]) await page.SendAsync($"{domain}.enable", []);
        await page.SendAsync("Page.navigate", new JsonObject { ["url"] = address });
        return page;
    }

    /// <summary>Waits until an expression of the page is true.</summary>
    internal async Task WaitForAsync(string condition)
    {
        string script = $$"""
            new Promise(resolve => {
              const end = Date.now() + {{PatienceMilliseconds}};
              (function look() {
                let isTrue = false;
                try { isTrue = document.readyState === "complete" && Boolean({{condition}}); } catch { /* What it asks for is not drawn yet. */ }
                if (isTrue) resolve("");
                else if (Date.now() > end) resolve(document.body.innerText);
                else setTimeout(look, 50);
              })();
            })
            """;
        string shown = await EvaluateAsync(script);
        Assert.True(shown.Length == 0, $"{condition} did not become true; the page shows\n{shown}");
    }

    /// <summary>The value of an expression of the page, as text.</summary>
    internal async Task<string> EvaluateAsync(string expression)
    {
        JsonNode answer = await SendAsync("Runtime.evaluate", new JsonObject
        {
            ["expression"] = $"Promise.resolve(({expression})).then(String)", ["awaitPromise"] = true, ["returnByValue"] = true,
        });
        Assert.Null(answer["exceptionDetails"]);
        return (string)answer["result"]!["value"]!;
    }

    internal Task ResizeAsync(int width, int height) => SendAsync("Emulation.setDeviceMetricsOverride", new JsonObject
    {
        ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = true,
    });

    public async ValueTask DisposeAsync()
    {
        if (_socket.State == WebSocketState.Open) await SendAsync("Page.close", []);
        _socket.Abort();
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task<JsonNode> SendAsync(string method, JsonObject parameters)
    {
        int id = Interlocked.Increment(ref _count);
        JsonObject message = new() { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session is not null) message["sessionId"] = _session;
        TaskCompletionSource<JsonNode> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _answers[id] = answer;
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(
                JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
        return await answer.Task;
    }

    private async Task ListenAsync()
    {
        byte[] buffer = new byte[1 << 16];
        try
        {
            while (true)
            {
                using MemoryStream text = new();
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                    text.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);
                Hear(JsonNode.Parse(text.ToArray())!);
            }
        }
        catch (Exception problem) when (problem is WebSocketException or ObjectDisposedException or OperationCanceledException
            or JsonException)
        {
            foreach (TaskCompletionSource<JsonNode> answer in _answers.Values) answer.TrySetException(problem);
        }
    }

    private void Hear(JsonNode message)
    {
        JsonNode? parameters = message["params"];
        switch ((string?)message["method"])
        {
            case "Runtime.exceptionThrown":
                _errors.Enqueue(parameters!["exceptionDetails"]!.ToJsonString());
                break;
            case "Runtime.consoleAPICalled" when (string?)parameters!["type"] is "error" or "warning" or "assert":
                _errors.Enqueue(parameters.ToJsonString());
                break;
            case "Log.entryAdded" when (string?)parameters!["entry"]!["level"] == "error":
                _errors.Enqueue($"{parameters["entry"]!["source"]}: {parameters["entry"]!["text"]}");
                break;
            case "Network.requestWillBeSent":
                _requests.Enqueue((string)parameters!["request"]!["url"]!);
                break;
            case null when _answers.TryRemove((int)message["id"]!, out TaskCompletionSource<JsonNode>? answer):
                if (message["result"] is { } result) answer.TrySetResult(result);
                else answer.TrySetException(new InvalidOperationException(message.ToJsonString()));
                break;
        }
    }
}
