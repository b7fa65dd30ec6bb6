using System.Collections.Concurrent;
using Distillery.Messages.Helpers;
using Distillery.Shared;

namespace Distillery.GpuNode.Helpers;

/// <summary>The same service on several devices: a batch is computed on one that is free.</summary>
/// <param name="services">By device. No more batches than these may be computed at once.</param>
internal sealed class FreeDeviceService(IEnumerable<IHelperService> services) : IHelperService
{
    private readonly ConcurrentQueue<IHelperService> _free = new(services);

    public IReadOnlyList<HelperAnswer?> Compute(IReadOnlyList<HelperQuery> queries)
    {
        Invariant.That(_free.TryDequeue(out IHelperService? service), "more batches are computed at once than there are devices");
        try
        {
            return service.Compute(queries);
        }
        finally
        {
            _free.Enqueue(service);
        }
    }
}
