using Distillery.GpuNode.Compute;
using Distillery.GpuNode.Helpers;
using Distillery.Messages.Helpers;

namespace Distillery.GpuNode.Telemetry;

/// <summary>What this process prepares for others, with a look at the clock.</summary>
internal sealed class MeteredService(IHelperService inner, ActivityLedger ledger) : IHelperService
{
    public IReadOnlyList<HelperAnswer?> Compute(IReadOnlyList<HelperQuery> queries)
    {
        ledger.Begin(DeviceTask.Preparing);
        try
        {
            return inner.Compute(queries);
        }
        finally
        {
            ledger.End(DeviceTask.Preparing);
        }
    }
}
