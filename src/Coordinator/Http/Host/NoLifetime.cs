using Microsoft.Extensions.Hosting;

namespace Distillery.Coordinator.Http.Host;

/// <summary>Leaves signals to the program: by default the server would take Ctrl-C for itself.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
