using Akka.Actor;
using Distillery.GpuNode.Helpers;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Teachers;
using Distillery.GpuNode.Telemetry;
using Distillery.GpuNode.Work;
using Distillery.Messages;
using Distillery.Shared.Actors;
using Distillery.Shared.Protocol;
using Distillery.Shared.Transport;

namespace Distillery.GpuNode;

/// <summary>A node of this process as others see it: what it works with, and the way to its actors. Any thread may call.</summary>
public sealed class RunningNode : IAsyncDisposable
{
    private readonly NodeSettings _settings;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<NodeExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly NodeMeters _meters;
    private readonly TeacherDoor? _teachers;
    private readonly TeacherDoor? _dataNodes;
    private readonly NodeWork _work;
    private readonly ITransport _transport;
    private readonly IActorRef _actor;
    private readonly List<IActorRef> _answering = [];
    private readonly Task _stopped;
    private bool _isDisposed;
    private volatile NodeHealth _health;

    private RunningNode(
        ActorSystem system, NodeSettings settings, NodeWorkOptions work, Func<ITransportListener, ITransport> open,
        Action<string> tell, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        LateRef actor = new();
        _meters = new NodeMeters(time, settings.MeterName);
        _health = new NodeHealth(NodePhase.Unloaded, IsAdmitted: false, time.GetTimestamp());
        if (settings.Coordinator is null)
        {
            _teachers = new TeacherDoor(_meters.Teacher, time);
            _dataNodes = new TeacherDoor(_meters.Data, time);
        }
        NodeWorkOptions sharing = work with
        {
            Roles = settings.Roles, Teachers = _teachers, DataNodes = _dataNodes, Meters = _meters, Tell = tell,
        };
        _work = new NodeWork(sharing, actor.Tell, time);
        _transport = open(new LinkListener(actor, _work.PlaceFor));
        _actor = system.ActorOf(
            NodeActor.Props(new NodeParts
            {
                Settings = settings,
                Work = _work,
                Links = new ControlLinks(),
                Transport = _transport,
                Teachers = _teachers,
                DataNodes = _dataNodes,
                Meters = _meters,
                Tell = tell,
                Note = (phase, isAdmitted) => _health = new NodeHealth(phase, isAdmitted, _time.GetTimestamp()),
                Time = time,
                Exited = _exited,
            }),
            "node");
        StartTeacher(system, _teachers, "teacher", _meters.Teacher);
        StartTeacher(system, _dataNodes, "data-node", _meters.Data);
        actor.Resolve(_actor);
        _stopped = WatchAsync();
    }

    /// <summary>How asking teachers in other processes went.</summary>
    public AnswerStatistics Answers => _teachers?.Statistics
        ?? throw new InvalidOperationException("a node in one process with its coordinator asks no others");

    /// <summary>Ends once the node has.</summary>
    public Task<NodeExit> Exited => _exited.Task;

    /// <summary>How it stands, as its actor said last.</summary>
    internal NodeHealth Health => _health;

    /// <summary>The name of the meter that it measures with.</summary>
    internal string MeterName => _settings.MeterName;

    /// <summary>Names it among all processes of the run.</summary>
    internal NodeId Self => _settings.Self;

    /// <summary>Since the actor has been heard of.</summary>
    internal TimeSpan Silence => _time.GetElapsedTime(_health.SeenTimestamp);

    /// <param name="open">Makes the transport; what it brings before the node has begun waits.</param>
    /// <param name="tell">Gets sentences for the person at this node, from the node's own threads.</param>
    /// <exception cref="Distillery.Shared.UserErrorException">The address cannot be listened on.</exception>
    public static RunningNode Start(
        ActorSystem system, NodeSettings settings, NodeWorkOptions work, Func<ITransportListener, ITransport> open,
        Action<string> tell, TimeProvider time) =>
        new(system, settings, work, open, tell, time);

    /// <summary>Asks to leave: <see cref="Exited"/> follows once the others can do without this node.</summary>
    public void Drain(string reason) => _actor.Tell(new LeaveRun(reason));

    /// <summary>Ends the node whether the others can do without it or not. Last words still go out.</summary>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        _actor.Tell(PoisonPill.Instance); // Behind what it has still to do.
        await _stopped.ConfigureAwait(false);
        _work.StopWaiting(); // For teachers and data nodes, which nobody will hear from any more.
        await Task.WhenAll(_answering.Select(StopAsync)).ConfigureAwait(false);
        await _transport.DisposeAsync().ConfigureAwait(false); // Before the memory that its messages refer to.
        _work.Dispose();
        _meters.Dispose();
        _exited.TrySetResult(new NodeExit(null, "it was ended", ""));
    }

    private static Task StopAsync(IActorRef actor)
    {
        Task stopped = actor.WatchAsync();
        actor.Tell(PoisonPill.Instance);
        return stopped;
    }

    /// <summary>An actor that fails says why; one that could not even be made says nothing.</summary>
    private async Task WatchAsync()
    {
        await _actor.WatchAsync().ConfigureAwait(false);
        if (!_isDisposed)
        {
            _exited.TrySetResult(new NodeExit(
                null, "the node's actor has ended without a word", "Run the same command again with --verbose to see why."));
        }
    }

    private void StartTeacher(ActorSystem system, TeacherDoor? door, string name, IHelperMeters meters)
    {
        if (door is null) return;
        IActorRef teacher = system.ActorOf(TeacherActor.Props(_transport, _actor, meters, _time), name);
        _answering.Add(teacher);
        door.Teacher.Resolve(teacher);
    }
}
