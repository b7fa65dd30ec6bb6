using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;

namespace Distillery.Cli.Tests.Observability;

/// <summary>A collector of a test's own: takes what is sent by OTLP over HTTP, and keeps spans and names of metrics.</summary>
internal sealed class OtlpReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    internal OtlpReceiver()
    {
        Address = $"http://127.0.0.1:{PrometheusServer.FreePorts(1)}";
        _listener.Prefixes.Add($"{Address}/");
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    internal string Address { get; }

    /// <summary>By service instance.</summary>
    internal ConcurrentBag<(string Instance, string Metric)> Metrics { get; } = [];

    internal ConcurrentBag<ReceivedSpan> Spans { get; } = [];

    public void Dispose()
    {
        _listener.Stop();
        _serving.Wait();
        _listener.Close();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception end) when (end is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            using MemoryStream body = new();
            bool isPacked = context.Request.Headers["Content-Encoding"] == "gzip";
            await using Stream input = isPacked
                ? new GZipStream(context.Request.InputStream, CompressionMode.Decompress) : context.Request.InputStream;
            await input.CopyToAsync(body);
            Keep(context.Request.Url!.AbsolutePath, new ProtobufFields(body.ToArray()));
            context.Response.ContentType = "application/x-protobuf";
            context.Response.Close();
        }
    }

    /// <summary>opentelemetry/proto: a request has resources (1), these scopes (2), these metrics or spans (2).</summary>
    private void Keep(string path, ProtobufFields request)
    {
        foreach (ProtobufFields resource in request.Messages(1))
        {
            string instance = resource.Messages(1, 1).First(pair => pair.Text(1) == "service.instance.id")
                .Messages(2).Single().Text(1);
            foreach (ProtobufFields item in resource.Messages(2, 2))
            {
                if (path == "/v1/metrics") Metrics.Add((instance, item.Text(1)));
                else Spans.Add(new ReceivedSpan(
                    instance, item.Hex(1), item.Hex(2), item.Hex(4), item.Text(5), item.Fixed64(7), item.Fixed64(8)));
            }
        }
    }
}

/// <summary>One span. Times in nanoseconds of Unix time.</summary>
internal sealed record ReceivedSpan(
    string Instance, string Trace, string Span, string Parent, string Name, ulong Begin, ulong End);
