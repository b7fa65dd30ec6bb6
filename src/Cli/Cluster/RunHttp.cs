using Distillery.Coordinator.Host;
using Distillery.Coordinator.Http.Events;
using Distillery.Coordinator.Http.Host;
using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Record;
using Distillery.Shared.Runs;
using Distillery.Shared.Telemetry.Catalog;

namespace Distillery.Cli.Cluster;

/// <summary>Has one run answer over HTTP, where that is wanted.</summary>
/// <param name="request">Null when it is not.</param>
internal sealed class RunHttp(HttpRequest? request, TimeProvider time)
{
    private EventFeed? _events;

    /// <summary>What the coordinator has to tell, so that followers hear of it.</summary>
    internal IRunObserver Observe(IRunObserver inner, RunFolder folder)
    {
        if (request is null) return inner;
        _events = new EventFeed(inner, time);
        _events.Recall(EventLog.ReadLast(folder.EventsPath, EventFeed.MostKept));
        return _events;
    }

    /// <summary>Answers until it is disposed, which must be before the coordinator is.</summary>
    /// <param name="coordinator">Which tells what <see cref="Observe"/> has given.</param>
    /// <param name="metrics">What this process has; null for those of a coordinator alone.</param>
    /// <exception cref="Distillery.Shared.UserErrorException">The address cannot be listened on, or needs a token.</exception>
    internal async Task<IAsyncDisposable?> ServeAsync(
        CoordinatorHost coordinator, Action<string> tell, IReadOnlyList<MetricDefinition>? metrics = null)
    {
        if (request is null) return null;
        HttpFace face = await HttpFace.StartAsync(request.ToOptions(), coordinator, _events!, time, metrics);
        tell($"live page at {face.Address}");
        return face;
    }
}
