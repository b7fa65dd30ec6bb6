using Akka.Actor;
using Distillery.GpuNode.Helpers;
using Distillery.GpuNode.Protocol;
using Distillery.GpuNode.Teachers;
using Distillery.GpuNode.Telemetry;
using Distillery.GpuNode.Work;
using Distillery.Messages;
using Distillery.Shared.Actors;
using Distillery.Shared.Protocol;
using Distillery.Shared.TensorLinks;

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
    private readonly NodeParts _parts;
    private readonly LateRef _actor = new();
    private readonly List<IActorRef> _answering = [];
    private Task _stopped = Task.CompletedTask;
    private volatile bool _isEnding;
    private volatile NodeHealth _health;

    private RunningNode(
        NodeSettings settings, NodeWorkOptions work, DataAdmission admission, Func<ITransportListener, ITransport> open,
        Action<string> tell, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
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
        _work = new NodeWork(sharing, _actor.Tell, time);
        _transport = open(new LinkListener(_actor, _work.PlaceFor));
        _parts = new NodeParts
        {
            Settings = settings,
            Work = _work,
            State = new NodeState(time),
            Transport = _transport,
            Admission = admission,
            Teachers = _teachers,
            DataNodes = _dataNodes,
            Meters = _meters,
            Tell = tell,
            Note = (phase, isAdmitted) => _health = new NodeHealth(phase, isAdmitted, _time.GetTimestamp()),
            Time = time,
            Exited = _exited,
        };
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

    /// <summary>All of a node but its actors, which <see cref="StartActors"/> starts.</summary>
    /// <param name="admission">What opens the data plane; the node learns it from its coordinator.</param>
    /// <param name="open">Makes the transport; what it brings before the node has begun waits.</param>
    /// <param name="tell">Gets sentences for the person at this node, from the node's own threads.</param>
    /// <exception cref="Distillery.Shared.UserErrorException">The address cannot be listened on.</exception>
    public static RunningNode Create(
        NodeSettings settings, NodeWorkOptions work, DataAdmission admission, Func<ITransportListener, ITransport> open,
        Action<string> tell, TimeProvider time) =>
        new(settings, work, admission, open, tell, time);

    /// <summary>A node that begins at once, in one process with its coordinator.</summary>
    /// <inheritdoc cref="Create"/>
    public static RunningNode Start(
        ActorSystem system, NodeSettings settings, NodeWorkOptions work, Func<ITransportListener, ITransport> open,
        Action<string> tell, TimeProvider time)
    {
        RunningNode node = new(settings, work, new DataAdmission(), open, tell, time);
        node.StartActors(system);
        return node;
    }

    /// <summary>Begins, or goes on in another ActorSystem with all that it has.</summary>
    public void StartActors(ActorSystem system)
    {
        IActorRef actor = system.ActorOf(NodeActor.Props(_parts), "node");
        StartTeacher(system, actor, _teachers, "teacher", _meters.Teacher);
        StartTeacher(system, actor, _dataNodes, "data-node", _meters.Data);
        _stopped = WatchAsync(actor);
        _actor.Resolve(actor);
    }

    /// <summary>Ends the actors because their ActorSystem is replaced. What they are told from now on waits for
    /// <see cref="StartActors"/>.</summary>
    public async Task StopActorsAsync()
    {
        _isEnding = true; // Whoever watches the actor need not wonder.
        IActorRef?[] helpers = [_teachers?.Pool.Hold(), _dataNodes?.Pool.Hold(), _teachers?.Teacher.Hold(), _dataNodes?.Teacher.Hold()];
        await Task.WhenAll(helpers.OfType<IActorRef>().Select(helper => StopAsync(helper, PassOn.Instance))).ConfigureAwait(false);
        _answering.Clear();
        _actor.Hold()?.Tell(PassOn.Instance);
        await _stopped.ConfigureAwait(false);
        _isEnding = false;
    }

    /// <summary>Asks to leave: <see cref="Exited"/> follows once the others can do without this node.</summary>
    public void Drain(string reason) => _actor.Tell(new LeaveRun(reason));

    /// <summary>Ends the node whether the others can do without it or not. Last words still go out.</summary>
    public async ValueTask DisposeAsync()
    {
        _isEnding = true;
        _actor.Tell(PoisonPill.Instance); // Behind what it has still to do.
        await _stopped.ConfigureAwait(false);
        _work.StopWaiting(); // For teachers and data nodes, which nobody will hear from any more.
        await Task.WhenAll(_answering.Select(actor => StopAsync(actor, PoisonPill.Instance))).ConfigureAwait(false);
        await _transport.DisposeAsync().ConfigureAwait(false); // Before the memory that its messages refer to.
        _work.Dispose();
        _meters.Dispose();
        _exited.TrySetResult(new NodeExit(null, "it was ended", ""));
    }

    private static Task StopAsync(IActorRef actor, object how)
    {
        Task stopped = actor.WatchAsync();
        actor.Tell(how);
        return stopped;
    }

    /// <summary>An actor that fails says why; one that could not even be made says nothing.</summary>
    private async Task WatchAsync(IActorRef actor)
    {
        await actor.WatchAsync().ConfigureAwait(false);
        if (!_isEnding)
        {
            _exited.TrySetResult(new NodeExit(
                null, "the node's actor has ended without a word", "Run the same command again with --verbose to see why."));
        }
    }

    private void StartTeacher(ActorSystem system, IActorRef node, TeacherDoor? door, string name, IHelperMeters meters)
    {
        if (door is null) return;
        IActorRef teacher = system.ActorOf(TeacherActor.Props(_parts, door, node, meters), name);
        _answering.Add(teacher);
        door.Teacher.Resolve(teacher);
    }
}
