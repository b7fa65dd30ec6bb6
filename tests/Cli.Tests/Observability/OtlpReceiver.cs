using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Distillery.Cli.Tests.Observability;

/// <summary>A collector of a test's own: takes what is sent by OTLP over HTTP or gRPC, and keeps spans and names of metrics.
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private const int GrpcHead = 5; // Whether it is packed, and the length.

    private readonly WebApplication _server;
    private readonly bool _isGrpc;

    private OtlpReceiver(bool isGrpc)
    {
        _isGrpc = isGrpc;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen => listen.Protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        _server = builder.Build();
        _server.Run(ReceiveAsync);
    }

    internal string Address => _server.Urls.First();

    /// <summary>By service instance.</summary>
    internal ConcurrentBag<(string Instance, string Metric)> Metrics { get; } = [];

    internal ConcurrentBag<ReceivedSpan> Spans { get; } = [];

    internal static async Task<OtlpReceiver> StartAsync(bool isGrpc)
    {
        OtlpReceiver receiver = new(isGrpc);
        await receiver._server.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using MemoryStream body = new();
        bool isPacked = context.Request.Headers.ContentEncoding == "gzip";
        await using Stream input = isPacked ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body;
        await input.CopyToAsync(body);
        ReadOnlyMemory<byte> message = body.ToArray();
        if (_isGrpc) message = TakeFrame(message);
        Keep(isTrace: context.Request.Path.Value!.Contains("trace", StringComparison.OrdinalIgnoreCase), new ProtobufFields(message));
        context.Response.ContentType = _isGrpc ? "application/grpc" : "application/x-protobuf";
        if (!_isGrpc) return;
        await context.Response.Body.WriteAsync(new byte[GrpcHead]); // An empty answer, in its frame.
        context.Response.AppendTrailer("grpc-status", "0");
    }

    /// <summary>https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md: a request has one message here.</summary>
    private static ReadOnlyMemory<byte> TakeFrame(ReadOnlyMemory<byte> body)
    {
        Assert.Equal(0, body.Span[0]); // Not packed.
        Assert.Equal(body.Length - GrpcHead, BinaryPrimitives.ReadInt32BigEndian(body.Span[1..]));
        return body[GrpcHead..];
    }

    /// <summary>opentelemetry/proto: a request has resources (1), these scopes (2), these metrics or spans (2).</summary>
    private void Keep(bool isTrace, ProtobufFields request)
    {
        foreach (ProtobufFields resource in request.Messages(1))
        {
            string instance = resource.Messages(1, 1).First(pair => pair.Text(1) == "service.instance.id")
                .Messages(2).Single().Text(1);
            foreach (ProtobufFields item in resource.Messages(2, 2))
            {
                if (!isTrace) Metrics.Add((instance, item.Text(1)));
                else Spans.Add(new ReceivedSpan(
                    instance, item.Hex(1), item.Hex(2), item.Hex(4), item.Text(5), item.Fixed64(7), item.Fixed64(8)));
            }
        }
    }
}

/// <summary>One span. Times in nanoseconds of Unix time.</summary>
internal sealed record ReceivedSpan(
    string Instance, string Trace, string Span, string Parent, string Name, ulong Begin, ulong End);
