using Distillery.GpuNode.Helpers;
using Distillery.Messages.Helpers;

namespace Distillery.GpuNode.Tests.Helpers;

public sealed class FreeDeviceServiceTests
{
    [Fact]
    public async Task A_batch_goes_to_a_device_that_computes_none()
    {
        GatedService[] devices = [new(), new()];
        FreeDeviceService service = new(devices);

        Task first = Task.Run(() => service.Compute([]));
        Assert.True(SpinWait.SpinUntil(() => devices[0].Calls == 1, TimeSpan.FromMinutes(1)));
        devices[1].Gate.Set();
        for (int i = 0; i < 3; i++) service.Compute([]);
        Assert.Equal((1, 3), (devices[0].Calls, devices[1].Calls));

        devices[0].Gate.Set();
        await first.WaitAsync(TimeSpan.FromMinutes(1));
        for (int i = 0; i < 4; i++) service.Compute([]);
        Assert.Equal((3, 5), (devices[0].Calls, devices[1].Calls));
    }

    private sealed class GatedService : IHelperService
    {
        private int _calls;

        internal ManualResetEventSlim Gate { get; } = new();

        internal int Calls => Volatile.Read(ref _calls);

        public IReadOnlyList<HelperAnswer?> Compute(IReadOnlyList<HelperQuery> queries)
        {
            Interlocked.Increment(ref _calls);
            Gate.Wait();
            return [];
        }
    }
}
