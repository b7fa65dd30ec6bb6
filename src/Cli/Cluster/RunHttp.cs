using System.Net;
using Distillery.Coordinator;
using Distillery.Coordinator.Http.Events;
using Distillery.Coordinator.Http.Host;
using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Record;
using Distillery.Shared;
using Distillery.Shared.Http;
using Distillery.Shared.Runs;
using Distillery.Shared.Telemetry.Catalog;

namespace Distillery.Cli.Cluster;

/// <summary>Has runs answer over HTTP, one after the other and at one address, where that is wanted.</summary>
/// <param name="request">Null when it is not.</param>
/// <param name="host">By which other machines know this one, where it listens at all of its addresses.</param>
internal sealed class RunHttp(HttpRequest? request, TimeProvider time, string? host = null)
{
    private EventFeed? _events;
    private int? _port; // That the first run was given, where any free one was asked for.

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
        RunningCoordinator coordinator, Action<string> tell, IReadOnlyList<MetricDefinition>? metrics = null)
    {
        if (request is null) return null;
        HttpFace face = await StartAsync(request.ToOptions(), coordinator, metrics);
        coordinator.HttpAddress = AsOthersKnow(face.Address);
        _port = new Uri(face.Address).Port;
        tell($"live page at {face.Address}");
        return face;
    }

    /// <summary>The same for one who may wait; disposes the coordinator where nothing can answer.</summary>
    internal IAsyncDisposable? Serve(RunningCoordinator coordinator, Action<string> tell)
    {
        try
        {
            return ServeAsync(coordinator, tell).GetAwaiter().GetResult();
        }
        catch
        {
            coordinator.DisposeAsync().AsTask().Wait();
            throw;
        }
    }

    private string AsOthersKnow(string address)
    {
        UriBuilder known = new(address);
        if (IPAddress.TryParse(known.Host, out IPAddress? listened) && (listened.Equals(IPAddress.Any) || listened.Equals(IPAddress.IPv6Any)))
            known.Host = host ?? NodeNames.Host;
        return known.Uri.GetLeftPart(UriPartial.Authority);
    }

    private async Task<HttpFace> StartAsync(
        HttpOptions options, RunningCoordinator coordinator, IReadOnlyList<MetricDefinition>? metrics)
    {
        if (options.Listen.Port == 0 && _port is { } port)
        {
            HttpOptions same = options with { Listen = options.Listen with { Port = port } };
            try
            {
                return await HttpFace.StartAsync(same, coordinator, _events!, time, metrics);
            }
            catch (UserErrorException)
            {
                // Somebody else has it by now, and any free one was asked for.
            }
        }
        return await HttpFace.StartAsync(options, coordinator, _events!, time, metrics);
    }
}
