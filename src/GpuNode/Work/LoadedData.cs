using Distillery.GpuNode.Data;
using Distillery.GpuNode.Protocol;
using Distillery.Messages.Membership;
using Distillery.Shared.Configuration;
using Distillery.Shared.Plans;

namespace Distillery.GpuNode.Work;

/// <summary>A run as a node loads it that only prepares data: no network, no weights, and not libtorch either.</summary>
internal static class LoadedData
{
    private const int ReportSlice = 1; // A plan has at least this one; a node without ranks never comes to it.

    /// <exception cref="Distillery.Shared.UserErrorException">The data are not as configured.</exception>
    internal static Loaded Load(Welcome welcome, NodeWorkOptions options)
    {
        RunConfig config = ConfigLoader.Parse(welcome.Config, "the coordinator's configuration");
        DataSources data = options.LoadData(config);
        SamplePlan samples = data.CreatePlan(config);
        RunFacts facts = new(
            RunShapes.TotalSteps(config, samples), samples.StepsPerEpoch, data.Training.Count, SliceCount: 0, VectorLength: 0,
            StudentMacs: 0, TeacherMacs: null, TeacherTop1: null, data.ShardsFor(config));
        LinkTimes times = new(config.Cluster.HeartbeatMilliseconds, config.Cluster.LossAfterMilliseconds);
        ulong fingerprint = SampleParts.Serve(config, data, options, options.Cores);
        return new Loaded(facts, RunShapes.PlanOf(config, samples, ReportSlice), config.Fingerprint, times, Data: fingerprint);
    }
}
