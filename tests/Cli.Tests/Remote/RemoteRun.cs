using Distillery.Coordinator;
using Distillery.Coordinator.Http;
using Distillery.Coordinator.Http.Events;
using Distillery.Coordinator.Http.Host;
using Distillery.Shared.Actors;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;
using Distillery.Shared.TensorLinks.Tcp;

namespace Distillery.Cli.Tests.Remote;

/// <summary>A coordinator with an HTTP face on a free port, and nodes that only say who they are.</summary>
internal sealed class RemoteRun : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LocalSystem _system = LocalSystem.Start();
    private readonly RunFolder _run;
    private readonly EventFeed _events = new(new SilentObserver(), TimeProvider.System);
    private HttpFace? _face;

    private RemoteRun()
    {
        _run = RunFolder.Open(_folder.At("run"));
        Coordinator = RunningCoordinator.Start(
            _system.Actors, _run, ConfigLoader.Parse(Config, "test"), new CoordinatorSettings { ExpectedNodes = 1 }, open: null,
            _events, TimeProvider.System);
    }

    internal RunningCoordinator Coordinator { get; }

    internal string Address => _face!.Address;

    internal List<RemoteNode> Nodes { get; } = [];

    private static string Config =>
        """
        name: study
        data: {format: idx, path: /data}
        teacher: {architecture: lenet5, weights: /teacher, top1: 0.25}
        student: {architecture: lenet5}
        method: {name: unix}
        train: {epochs: 3, batch: 11, replicas: 2}
        telemetry: {tensorboard: false}
        cluster: {loss_after_seconds: 3600}
        """;

    /// <param name="nodes">Id and name of each; the first one is asked to pause and does not.</param>
    internal static async Task<RemoteRun> StartAsync(
        AccessToken? token = null, bool isHeldUp = false, HttpCertificate? certificate = null,
        params (string Id, string Name)[] nodes)
    {
        RemoteRun run = new();
        foreach ((string id, string name) in nodes)
        {
            run.Nodes.Add(new RemoteNode(run._system.Actors, run.Coordinator.Actor, id, name));
            await run.Nodes[^1].Welcomed;
        }
        if (isHeldUp)
        {
            run.Nodes[0].SayReady();
            await run.Nodes[0].Paused;
        }
        run._face = await HttpFace.StartAsync(
            new HttpOptions { Token = token, Certificate = certificate }, run.Coordinator, run._events, TimeProvider.System);
        return run;
    }

    /// <summary>The answer of the program.</summary>
    internal CliResult Ask(params string[] arguments) => CliResult.Of([.. arguments, "--coordinator", Address]);

    /// <summary>As when the coordinator's process ends.</summary>
    internal ValueTask CloseAsync() => _face!.DisposeAsync();

    /// <summary>As when a coordinator is started again at the same address.</summary>
    internal async Task ReopenAsync() => _face = await HttpFace.StartAsync(
        new HttpOptions { Listen = HostAndPort.Parse(new Uri(Address).Authority) }, Coordinator, _events, TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        await _face!.DisposeAsync();
        await Coordinator.DisposeAsync();
        await _system.DisposeAsync();
        _run.Dispose();
        _folder.Dispose();
    }
}
