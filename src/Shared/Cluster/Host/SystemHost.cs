using System.Net.Sockets;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using GenericHost = Microsoft.Extensions.Hosting.Host;

namespace Distillery.Shared.Cluster.Host;

/// <summary>One ActorSystem with its generic host, from its start to its end.</summary>
internal sealed class SystemHost : IAsyncDisposable
{
    /// <summary>Of every ActorSystem: members of one cluster have one name.</summary>
    internal const string SystemName = "distillery";

    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

    private readonly IHost _host;
    private bool _isAbandoned;

    private SystemHost(IHost host, ActorSystem system) => (_host, System) = (host, system);

    internal ActorSystem System { get; }

    /// <exception cref="UserErrorException">The port cannot be opened.</exception>
    internal static async Task<SystemHost> StartAsync(
        Config config, IEnumerable<Setup> setups, Action<AkkaConfigurationBuilder> actors, ILogger log)
    {
        IHost host = Build(config, setups, actors, log);
        try
        {
            // Made here and not by the hosted service, which would write what failed to standard output as well.
            var started = new SystemHost(host, host.Services.GetRequiredService<ActorSystem>());
            await host.StartAsync().ConfigureAwait(false);
            return started;
        }
        catch (Exception error)
        {
            host.Dispose();
            if (Cause(error) is { } cause) throw CannotListen(config, cause);
            throw;
        }
    }

    /// <summary>Leaves the cluster in order, ends all actors, and returns when the ActorSystem has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isAbandoned) return;
        await _host.StopAsync().ConfigureAwait(false);
        await System.WhenTerminated.ConfigureAwait(false);
        _host.Dispose();
    }

    /// <summary>Ends all actors without a word to the others, who have shut this system out.</summary>
    internal async Task AbandonAsync()
    {
        _isAbandoned = true;
        await System.Terminate().WaitAsync(EndLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _host.Dispose();
    }

    private static IHost Build(
        Config config, IEnumerable<Setup> setups, Action<AkkaConfigurationBuilder> actors, ILogger log)
    {
        HostApplicationBuilder builder = GenericHost.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
        builder.Services.AddAkka(SystemName, akka =>
        {
            akka.AddHocon(config, HoconAddMode.Prepend);
            akka.ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.LogLevel = Akka.Event.LogLevel.WarningLevel;
                loggers.AddLogger<AkkaLog>();
            });
            akka.AddSetup(new AkkaLog.Target(log));
            foreach (Setup setup in setups) akka.AddSetup(setup);
            actors(akka);
        });
        return builder.Build();
    }

    private static SocketException? Cause(Exception? error)
    {
        for (; error is not null; error = (error as AggregateException)?.InnerExceptions[0] ?? error.InnerException)
            if (error is SocketException socket) return socket;
        return null;
    }

    private static UserErrorException CannotListen(Config config, SocketException cause)
    {
        string at = $"{config.GetString("akka.remote.dot-netty.tcp.hostname")}:{config.GetInt("akka.remote.dot-netty.tcp.port")}";
        return cause.SocketErrorCode == SocketError.AddressAlreadyInUse
            ? new UserErrorException(
                $"the cluster's port {at} is in use", "Stop the process that uses it, or choose another port with --listen.", cause)
            : new UserErrorException(
                $"the cluster's port {at} cannot be opened: {cause.Message}", "Listen on an address of this machine with --listen.", cause);
    }

    /// <summary>The process's own handling of signals decides when a host stops.</summary>
    private sealed class OwnedLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
