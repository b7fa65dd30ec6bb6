using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Teachers;
using Distillery.GpuNode.Telemetry;
using Distillery.Shared.Protocol;

namespace Distillery.GpuNode.Tests;

/// <summary>What actors of a node work with, where nothing of it is looked at.</summary>
internal static class TestParts
{
    internal static NodeParts Of(RecordingTransport transport, NodeMeters meters, TimeProvider time, TeacherDoor? teachers = null) => new()
    {
        Settings = new NodeSettings { Self = transport.Self, Name = "host" },
        Work = new IdleWork(),
        State = new NodeState(time),
        Transport = transport,
        Admission = new DataAdmission(),
        Teachers = teachers,
        DataNodes = null,
        Meters = meters,
        Tell = _ => { },
        Note = (_, _) => { },
        Time = time,
        Exited = new TaskCompletionSource<NodeExit>(),
    };
}
