using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Tests.Data;
using Distillery.GpuNode.Tests.Training;
using Distillery.GpuNode.Training;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Messages.Progress;
using Distillery.Shared.Configuration;
using Distillery.Shared.Runs;

namespace Distillery.GpuNode.Tests.Work;

/// <summary>Some nodes in one process that train together. A driver carries slices by hand from one to the other, as copies,
/// as a network would.</summary>
internal sealed class WorkCluster : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RunConfig _config;
    private readonly RunInputs _inputs;

    internal WorkCluster(RunConfig config, params ReadOnlySpan<RankSpan> spans)
        : this(config, [.. spans], [.. spans.ToArray().Select(_ => "cpu")])
    {
    }

    /// <param name="devices">By node.</param>
    internal WorkCluster(RunConfig config, RankSpan[] spans, string[] devices)
    {
        (_config, _inputs, Spans) = (config, SyntheticData.Inputs(config), [.. spans]);
        foreach (string ofNode in devices) Nodes.Add(CreateNode(ofNode));
    }

    internal List<WorkNode> Nodes { get; } = [];

    /// <summary>By node: its ranks.</summary>
    internal List<RankSpan> Spans { get; }

    internal long Step { get; private set; }

    internal List<StepRecord> Records { get; } = [];

    internal string CheckpointsPath => Path.Combine(_folder.File("run"), "checkpoints");

    internal CheckpointStore Store => new(CheckpointsPath, 2, warning => Assert.Fail(warning));

    internal WorkNode this[int node] => Nodes[node];

    internal WorkNode CreateNode(string devices = "cpu") =>
        new(_config, _inputs, _folder.File("run"), $"node-{Nodes.Count}", devices: devices);

    internal void Start()
    {
        ulong[] hashes = [.. Nodes.Select(node => node.Restore(0).StateHash)];
        Assert.Single(hashes.Distinct());
    }

    /// <summary>Trains, and to the end of the run with its closing step if no step is given.</summary>
    internal void Run(long? untilStep = null)
    {
        long end = untilStep ?? Nodes[0].Plan.EndSteps;
        for (; Step < end; Step++) TakeStep();
    }

    /// <summary>What every node sends of a step.</summary>
    internal IReadOnlyList<SlicePart>[] Compute(long step)
    {
        List<SlicePart>[] parts = [.. Enumerable.Range(0, Nodes[0].Plan.SliceCount).Select(_ => new List<SlicePart>())];
        for (int node = 0; node < Nodes.Count; node++)
        {
            foreach (RankSpan subtree in Nodes[node].Compute(step, Spans[node]))
            {
                for (int slice = Nodes[0].Plan.FirstSliceOf(step); slice < parts.Length; slice++)
                    parts[slice].Add(Part(Nodes[node], step, slice, subtree));
            }
        }
        return parts;
    }

    /// <summary>Averages each slice on one of the nodes, and gives the averages to all but those that are left out.</summary>
    internal void Spread(long step, IReadOnlyList<SlicePart>[] parts, int? without = null)
    {
        for (int slice = Nodes[0].Plan.FirstSliceOf(step); slice < parts.Length; slice++)
        {
            SliceAverage average = Nodes[slice % Nodes.Count].Average(step, slice, parts[slice]);
            for (int node = 0; node < Nodes.Count; node++)
            {
                bool isAverager = node == slice % Nodes.Count;
                if (node != without) Nodes[node].Work.Keep(isAverager ? average : Copy(average));
            }
        }
    }

    internal static SliceAverage Copy(SliceAverage average) =>
        average with { Payload = new MemoryPayload(average.Payload.Bytes.ToArray()) };

    private void TakeStep()
    {
        Spread(Step, Compute(Step));
        StepRecord[] records = [.. Nodes.Select(node => node.Apply(Step).Record)];
        foreach (StepRecord record in records)
        {
            Assert.Equal((Step, records[0].AverageHash, records[0].IsSkipped), (record.Step, record.AverageHash, record.IsSkipped));
            Assert.Equal(Enumerable.Range(0, Nodes[0].Plan.RankCount), record.Reports.Select(report => report.Rank));
        }
        Records.Add(records[0]);
        Assert.Single(Nodes.Select(node => node.StateHash).Distinct());
    }

    private static SlicePart Part(WorkNode node, long step, int slice, RankSpan subtree) => new(
        new Generation(1, 1), step, slice, subtree, new MemoryPayload(node.Contribution(step, slice, subtree)));

    public void Dispose()
    {
        foreach (WorkNode node in Nodes) node.Dispose();
        _inputs.Dispose();
        _folder.Dispose();
    }
}
