using Distillery.GpuNode.Tests.Training;

namespace Distillery.GpuNode.Tests.Work.Copies;

[Collection(AloneCollection.Name)]
public sealed class DeviceMemoryTests
{
    [Fact]
    public void A_step_on_several_devices_leaves_no_tensor_behind()
    {
        using WorkCluster cluster = new(TestRun.Config("supervised"), [new(0, 2)], ["cpu:0,cpu:1"]);
        cluster.Start();
        cluster.Run(untilStep: 2);
        long before = Tensor.TotalCount;
        cluster.Run(untilStep: 6);
        Assert.InRange(Tensor.TotalCount, 0, before);
    }
}
