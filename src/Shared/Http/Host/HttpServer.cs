using System.Net;
using System.Net.Sockets;
using Distillery.Shared.TensorLinks.Tcp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Distillery.Shared.Http.Host;

/// <summary>A small web server with limits, errors in words and a token, for coordinator and node. docs/http.md describes it.
/// </summary>
public sealed class HttpServer : IAsyncDisposable
{
    /// <summary>For answers that are under way at the end.</summary>
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(3);

    private readonly WebApplication _server;

    private HttpServer(HttpOptions options, IPEndPoint endPoint, string paths)
    {
        _server = Build(endPoint, options.Certificate);
        RequestGuard guard = new(options.Token);
        _server.Use(next => context => ErrorReplies.RunAsync(context, next, paths));
        _server.Use(next => context => guard.RunAsync(context, next));
    }

    /// <summary>http://HOST:PORT, or https, with the real port.</summary>
    public string Address { get; private set; } = "";

    /// <param name="paths">What can be asked for, as a sentence.</param>
    /// <param name="map">Adds what is answered.</param>
    /// <exception cref="UserErrorException">The address cannot be listened on, or others than this machine reach it and there
    /// is no token.</exception>
    public static async Task<HttpServer> StartAsync(HttpOptions options, string paths, Action<IEndpointRouteBuilder> map)
    {
        IPAddress address = await ResolveAsync(options.Listen).ConfigureAwait(false);
        if (options.Token is null && !IPAddress.IsLoopback(address))
        {
            throw new UserErrorException(
                $"{options.Listen} can be reached from other machines, and there is no token for HTTP",
                $"Set {AccessToken.EnvironmentName}, name a file with --token-file, or listen on 127.0.0.1.");
        }
        HttpServer server = new(options, new IPEndPoint(address, options.Listen.Port), paths);
        try
        {
            map(server._server);
            await server._server.StartAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            await server._server.DisposeAsync().ConfigureAwait(false);
            throw CannotListen(options.Listen, error);
        }
        string scheme = options.Certificate is null ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        server.Address = $"{scheme}://{options.Listen with { Port = new Uri(server._server.Urls.First()).Port }}";
        return server;
    }

    /// <summary>Lets answers that are under way end, for a short while, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        using (CancellationTokenSource late = new(ClosingTime))
        {
            await _server.StopAsync(late.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await _server.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A server without configuration, environment, console or log: all it does stands here.</summary>
    private static WebApplication Build(IPEndPoint endPoint, HttpCertificate? certificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { EnvironmentName = Environments.Production, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => HttpLimits.Apply(kestrel, endPoint, certificate));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        return builder.Build();
    }

    private static async Task<IPAddress> ResolveAsync(HostAndPort listen)
    {
        if (IPAddress.TryParse(listen.Host, out IPAddress? address)) return address; // 0.0.0.0 and :: are no names.
        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(listen.Host).ConfigureAwait(false);
            return addresses.OrderByDescending(each => each.AddressFamily == AddressFamily.InterNetwork).First();
        }
        catch (SocketException error)
        {
            throw CannotListen(listen, error);
        }
    }

    private static UserErrorException CannotListen(HostAndPort listen, Exception error) => new(
        $"cannot listen on {listen} for HTTP: {error.Message}",
        "Choose another port, or port 0 for any free one, and a host of this machine.", error);
}
