using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;
using Distillery.Messages.Membership;
using Distillery.Shared.Averaging;
using Distillery.Shared.Configuration;
using Distillery.Shared.Plans;

namespace Distillery.GpuNode.Work;

/// <summary>A run as a node loads it that only teaches: no gradients, no optimizer, and the student only for as long as it takes
/// to see how large it is.</summary>
internal static class LoadedTeacher
{
    /// <exception cref="Distillery.Shared.UserErrorException">Data or teacher are not as configured.</exception>
    internal static Loaded Load(Welcome welcome, NodeWorkOptions options, TimeProvider time, CancellationToken stop)
    {
        RunConfig config = ConfigLoader.Parse(welcome.Config, "the coordinator's configuration");
        TorchRuntime.Initialize(config.Deterministic);
        TorchRuntime.Threads = config.Train.Threads;
        bool isOnHost = !options.Devices[0].HasOwnMemory;
        int servedAtOnce = isOnHost ? Math.Max(1, options.Cores / config.Train.Threads) : 1;
        RunInputs inputs = LoadInputs(config, options, servedAtOnce * options.Devices.Count, stop);
        ComputedBits? bits = BitsProbe.Agree([.. options.Devices.Select(device =>
            (device, BitsProbe.Compute(config, inputs, state: null, device.Torch, time)))]);
        inputs = inputs with { Teacher = options.Meters!.Around(inputs.Teacher) };
        options.Meters.UseDevices([]);
        using Network network = StudentFactory.CreateNetwork(config, inputs.Data);
        using FlatWeights weights = network.AllocateWeights(Devices.Cpu);
        network.Bind(weights);
        SamplePlan samples = inputs.Data.CreatePlan(config);
        SliceLayout layout = new(weights.ParameterLayout.Count + weights.BufferLayout.Count);
        RunShapes shapes = new(config, inputs, samples, layout);
        RunFacts facts = shapes.FactsWith(StudentFactory.CountMacs(network, config, inputs.Data, Devices.Cpu));
        ulong? teacher = TeacherParts.Serve(config, inputs, options, servedAtOnce);
        LinkTimes times = new(config.Cluster.HeartbeatMilliseconds, config.Cluster.LossAfterMilliseconds);
        ulong data = SampleParts.Serve(config, inputs.Data, options, options.Cores);
        return new Loaded(facts, shapes.Plan, config.Fingerprint, times, teacher, data, bits);
    }

    /// <summary>The threads that measure the teacher end with it: answering has its own.</summary>
    private static RunInputs LoadInputs(RunConfig config, NodeWorkOptions options, int workers, CancellationToken stop)
    {
        using WorkerPool pool = new(workers, config.Train.Threads);
        return options.LoadInputs(config, pool, stop);
    }
}
