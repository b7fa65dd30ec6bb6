using Distillery.GpuNode.Data;
using Distillery.GpuNode.Teachers;
using Distillery.GpuNode.Telemetry;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Training;
using Distillery.Messages.Membership;
using Distillery.Shared.Configuration;

namespace Distillery.GpuNode.Work;

/// <summary>How a node carries its work out; none of it changes the result.</summary>
public sealed record NodeWorkOptions
{
    /// <summary>A name that no other process of the run has: it marks unfinished checkpoints.</summary>
    public required string Writer { get; init; }

    /// <summary>Brings data and teacher. What it returns stays its owner's: the work does not dispose it.</summary>
    public required Func<RunConfig, WorkerPool, CancellationToken, RunInputs> LoadInputs { get; init; }

    /// <summary>Brings the data where a node only prepares them.</summary>
    public Func<RunConfig, DataSources> LoadData { get; init; } = config => DataSources.Open(config.Data);

    /// <summary>What the node does. Without <see cref="NodeRoles.Teacher"/>, <see cref="LoadInputs"/> brings no teacher.</summary>
    public NodeRoles Roles { get; init; } = NodeRoles.Student | NodeRoles.Teacher | NodeRoles.Data;

    /// <summary>The way to teachers in other processes, and from them; null where there are none.</summary>
    public TeacherDoor? Teachers { get; init; }

    /// <summary>The way to nodes that prepare data, and from them; null where there are none.</summary>
    public TeacherDoor? DataNodes { get; init; }

    /// <summary>What the node computes on: devices of one kind, one or more.</summary>
    public IReadOnlyList<ComputeDevice> Devices { get; init; } = [ComputeDevice.Host];

    /// <summary>Whether this node sends metrics and traces itself, where the run is configured so. In one process with the
    /// coordinator that one does.</summary>
    public bool SendsTelemetry { get; init; } = true;

    /// <summary>Gets sentences for the person at this node, from several threads.</summary>
    public Action<string> Tell { get; init; } = _ => { };

    /// <summary>Gets what is measured; null for a set of its own.</summary>
    public NodeMeters? Meters { get; init; }

    /// <summary>Processor cores that the ranks may use together.</summary>
    public int Cores { get; init; } = Environment.ProcessorCount;
}
