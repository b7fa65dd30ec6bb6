using Microsoft.Extensions.Hosting;

namespace Distillery.Shared.Http.Host;

/// <summary>Leaves signals to the program: by default the server would take Ctrl-C for itself.</summary>
public sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
