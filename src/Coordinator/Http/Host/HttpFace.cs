using System.Net;
using System.Net.Sockets;
using Distillery.Coordinator.Host;
using Distillery.Coordinator.Http.Documents;
using Distillery.Coordinator.Http.Events;
using Distillery.Shared;
using Distillery.Shared.Transport.Tcp;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Distillery.Coordinator.Http.Host;

/// <summary>A coordinator as scripts, people and a kubelet see it: health, the run, its nodes and its events over HTTP, and
/// the requests to drain a node and to stop. docs/http.md describes it.</summary>
/// <remarks>Requests reach the coordinator as letters in its mailbox, and few of them, so that whatever is sent here does not
/// disturb the training. Dispose it before the coordinator, so that those who wait for the end hear of it.</remarks>
public sealed class HttpFace : IAsyncDisposable
{
    /// <summary>For answers that are under way at the end.</summary>
    private static readonly TimeSpan ClosingTime = TimeSpan.FromSeconds(3);

    private readonly CoordinatorHost _coordinator;
    private readonly EventFeed _events;
    private readonly WebApplication _server;
    private readonly ViewSource _views;
    private readonly CancellationTokenSource _closing = new();
    private Task _ending = Task.CompletedTask;
    private int _isDisposed;

    private HttpFace(
        HttpOptions options, IPEndPoint endPoint, CoordinatorHost coordinator, EventFeed events, TimeProvider time)
    {
        (_coordinator, _events) = (coordinator, events);
        events.Open();
        _server = BuildServer(endPoint, options.Certificate);
        _views = new ViewSource(coordinator.ViewAsync, time);
        RequestGuard guard = new(options.Token);
        _server.Use(next => context => ErrorReplies.RunAsync(context, next));
        _server.Use(next => context => guard.RunAsync(context, next));
        PageEndpoint.Map(_server);
        new HealthEndpoints(coordinator, _views, options.LiveWithin).Map(_server);
        new RunEndpoints(coordinator, _views).Map(_server);
        new CommandEndpoints(coordinator, _views, time, _closing.Token).Map(_server);
        new EventEndpoint(events, time).Map(_server);
    }

    /// <summary>http://HOST:PORT, or https, with the real port.</summary>
    public string Address { get; private set; } = "";

    /// <param name="events">What the coordinator was given as its observer.</param>
    /// <exception cref="UserErrorException">The address cannot be listened on, or others than this machine reach it and there
    /// is no token.</exception>
    public static async Task<HttpFace> StartAsync(
        HttpOptions options, CoordinatorHost coordinator, EventFeed events, TimeProvider time)
    {
        IPAddress address = await ResolveAsync(options.Listen).ConfigureAwait(false);
        if (options.Token is null && !IPAddress.IsLoopback(address))
        {
            throw new UserErrorException(
                $"{options.Listen} can be reached from other machines, and there is no token for HTTP",
                $"Set {AccessToken.EnvironmentName}, name a file with --token-file, or listen on 127.0.0.1.");
        }
        HttpFace face = new(options, new IPEndPoint(address, options.Listen.Port), coordinator, events, time);
        try
        {
            await face._server.StartAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            await face.DisposeAsync().ConfigureAwait(false);
            throw CannotListen(options.Listen, error);
        }
        string scheme = options.Certificate is null ? Uri.UriSchemeHttp : Uri.UriSchemeHttps;
        face.Address = $"{scheme}://{options.Listen with { Port = new Uri(face._server.Urls.First()).Port }}";
        face._ending = face.TellEndAsync();
        return face;
    }

    /// <summary>Tells those who wait or follow how the run ended, if it has, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        if (_coordinator.Ended.IsCompleted) await _ending.ConfigureAwait(false);
        _events.Close();
        await _closing.CancelAsync().ConfigureAwait(false);
        using (CancellationTokenSource late = new(ClosingTime))
        {
            await _server.StopAsync(late.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await _server.DisposeAsync().ConfigureAwait(false);
        _views.Dispose();
        _closing.Dispose();
    }

    /// <summary>Something was changed in another way than by a request: the next caller sees it.</summary>
    internal void Refresh() => _views.Invalidate();

    /// <summary>A server without configuration, environment, console or log: all it does stands here.</summary>
    private static WebApplication BuildServer(IPEndPoint endPoint, HttpCertificate? certificate)
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

    private async Task TellEndAsync()
    {
        await ((Task)_coordinator.Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        OutcomeDocument outcome = OutcomeDocument.Of(_coordinator.Ended)!;
        _events.Publish(new EventDocument("", default, "ended", $"{outcome.Reason}: {outcome.Text}"));
    }
}
