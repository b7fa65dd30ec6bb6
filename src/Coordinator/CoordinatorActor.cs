using Akka.Actor;
using Distillery.Coordinator.Averaging;
using Distillery.Coordinator.Checkpoints;
using Distillery.Coordinator.Observation;
using Distillery.Coordinator.Protocol;
using Distillery.Coordinator.Record;
using Distillery.Coordinator.Telemetry;
using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Membership;
using Distillery.Messages.Progress;
using Distillery.Shared;
using Distillery.Shared.Actors;
using Distillery.Shared.Cluster;
using Distillery.Shared.Cluster.Losses;
using Distillery.Shared.Cluster.Serialization;
using Distillery.Shared.Configuration;
using Distillery.Shared.Protocol;
using Distillery.Shared.TensorLinks;
using Distillery.Shared.Wire;

namespace Distillery.Coordinator;

/// <summary>Carries the coordinator's machine: hears nodes and people, and does what the machine says. Its children write the
/// record, publish checkpoints and, where the coordinator averages for all, add up.</summary>
internal sealed class CoordinatorActor : MachineActor, ICoordinatorOutbox
{
    private const long ShowPeriodMilliseconds = 250; // Below any scraper's.

    private readonly CoordinatorParts _parts;
    private readonly ControlPeers _nodes;
    private readonly RunKeeper _keeper;
    private readonly CoordinatorMachine _machine;
    private readonly IActorRef _checkpoints;
    private IActorRef? _averager;
    private bool _isStarted;
    private long _shownMilliseconds;

    public CoordinatorActor(CoordinatorParts parts) : base(parts.Time)
    {
        _parts = parts;
        _nodes = new ControlPeers(NodeId.Coordinator, new ControlLinks(parts.Folder.Past.Term), Context);
        _checkpoints = Context.ActorOf(
            CheckpointActor.Props(parts.Checkpoints, parts.Folder.Run.CheckpointsPath), "checkpoints");
        IActorRef record = Context.ActorOf(RecordActor.Props(), "record");
        _keeper = new RunKeeper(
            parts.Folder, parts.Config, parts.Recording, new RecordNews(Self, record),
            opened => record.Tell(new KeepRecord(opened)), parts.Observer, parts.Time);
        CoordinatorPast past = parts.Folder.Past;
        if (!parts.Settings.AwaitsFormerNodes) past = past with { Members = [] };
        _machine = new CoordinatorMachine(OptionsOf(parts), past, this);
    }

    internal static Props Props(CoordinatorParts parts) =>
        Akka.Actor.Props.Create(() => new CoordinatorActor(parts)).WithDispatcher(ActorDispatchers.Control);

    protected override void PreStart()
    {
        base.PreStart();
        Context.System.EventStream.Subscribe(Self, typeof(MemberLost));
    }

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        _keeper.Dispose();
    }

    protected override void TellBroken(Exception failure) => _parts.Ended.TrySetException(failure);

    protected override bool TryHandle(object message)
    {
        switch (message)
        {
            case FindCoordinator find: Answer(find); break;
            case PeerWord word: Receive(word); break;
            case PeerEnded word:
                if (_nodes.Receive(word) is { } reason) Lose(word.Sender, reason);
                break;
            case Terminated ended:
                if (_nodes.Lose(ended.ActorRef) is { } node) Lose(node, LossReason.Died("its actor has ended"));
                break;
            case MemberLost lost:
                foreach (NodeId gone in _nodes.Lose(lost.Address)) Lose(gone, lost.Reason);
                break;
            case LinkUp: break; // For tensors; a node says Hello on its control link.
            case Heard heard: Receive(heard.Peer, heard.Message); break;
            case LinkDown down: Lose(down.Peer, LossReason.Closed(down.Reason)); break;
            case RecordsDurable:
                _keeper.Retry();
                _machine.RecordsDurable(_keeper.DurableSteps);
                break;
            case CheckpointPublished published:
                _parts.Observer.CheckpointSaved(published.Step);
                _machine.CheckpointPublished(published.Step);
                break;
            case CheckpointNotPublished failed: _machine.CheckpointNotPublished(failed.Step, failed.Problem); break;
            case SliceAveraged averaged: _machine.Averaged(averaged.Average); break;
            case Warning warning: _parts.Observer.Warned(warning.Text); break;
            case StopRun stop: _machine.Stop(stop.Reason); break;
            case DrainNode drain: _machine.Drain(drain.Node); break;
            case ShowCluster: Sender.Tell(ClusterViews.Of(_parts.Folder.RunId, _parts.Config, _machine, _keeper)); break;
            default: return false;
        }
        return true;
    }

    protected override void Tick(long milliseconds)
    {
        _machine.Tick(milliseconds);
        if (milliseconds - _shownMilliseconds < ShowPeriodMilliseconds) return;
        _shownMilliseconds = milliseconds;
        ShowFigures();
    }

    void ICoordinatorOutbox.Send(NodeId node, Message message)
    {
        if (_parts.Transport is not null && IsForDataPlane(message)) _parts.Transport.Send(node, message);
        else _nodes.Send(node, message);
    }

    void ICoordinatorOutbox.Disconnect(NodeId node)
    {
        _nodes.End(node);
        _parts.Transport?.Disconnect(node);
    }

    void ICoordinatorOutbox.Ignored(NodeId sender, Message message, string reason)
    {
        // Expected after every change of members.
    }

    void ICoordinatorOutbox.Tell(ClusterEvent happened)
    {
        if (happened is { Kind: ClusterEventKind.NodeLost, Node: { } lost }) _keeper.NoteLoss(lost);
        if (happened.Kind == ClusterEventKind.GenerationForming) _keeper.NoteForming(_machine.Generation);
        if (happened.Kind == ClusterEventKind.GenerationBegun) TellStarted();
        _parts.Observer.Locate(_keeper.Totals.Steps, _machine.Generation);
        _parts.Observer.ClusterChanged(happened);
        ShowFigures();
    }

    void ICoordinatorOutbox.Append(IReadOnlyList<StepRecord> records)
    {
        TellStarted(); // Nodes that outlived a coordinator may tell of steps before their next generation begins.
        _parts.Observer.Locate(records[^1].Step + 1, _machine.Generation);
        _keeper.Append(records);
    }

    void ICoordinatorOutbox.TruncateRecords(long step) => _keeper.Truncate(step);

    void ICoordinatorOutbox.Remember(long generationNumber, IReadOnlyList<NodeId> members) =>
        _keeper.Remember(generationNumber, members);

    void ICoordinatorOutbox.Describe(RunFacts facts)
    {
        _keeper.Describe(facts);
        if (_parts.Config.Cluster.Averaging != AveragingPlace.Coordinator) return;
        CoordinatorAverager averager = new(_keeper.Shape!, _parts.Config.Cluster.Wire);
        _parts.DisposeLater(averager);
        _averager = Context.ActorOf(AveragerActor.Props(averager), "averager");
    }

    void ICoordinatorOutbox.Average(Generation generation, long step, int slice, IReadOnlyList<SlicePart> parts) =>
        _averager.Tell(new AverageSlice(generation, step, slice, parts));

    void ICoordinatorOutbox.RequestDurable() => _keeper.RequestSync();

    void ICoordinatorOutbox.Publish(long appliedSteps, string folder) =>
        _checkpoints.Tell(new PublishCheckpoint(appliedSteps, folder));

    void ICoordinatorOutbox.Finished(RunOutcome outcome)
    {
        _parts.Observer.Ended(outcome);
        _parts.Ended.TrySetResult(_keeper.Close(outcome));
    }

    void ICoordinatorOutbox.Deposed(string reason) => _parts.Ended.TrySetException(
        new UserErrorException(reason, "Leave the run to the newer coordinator."));

    private static CoordinatorOptions OptionsOf(CoordinatorParts parts)
    {
        RunConfig config = parts.Config;
        return new CoordinatorOptions(
            parts.Folder.RunId, config.ToYaml(), config.Fingerprint, parts.Folder.Run.FullPath, config.Train.Replicas,
            Math.Min(config.Cluster.MinNodes, config.Train.Replicas), parts.Settings.ExpectedNodes,
            config.Cluster.RejoinWaitMilliseconds, config.Cluster.LossAfterMilliseconds,
            (long)parts.Settings.StallAfter.TotalMilliseconds, config.Train.SkippedStepsLimit,
            config.Cluster.Averaging == AveragingPlace.Coordinator)
        {
            NeedsTeacher = config.Methods[0].QueriesTeacher,
            NeedsSameBits = config.Deterministic,
            DataSecret = parts.DataSecret,
            DataAddress = parts.Transport?.Address ?? "",
        };
    }

    private static bool IsForDataPlane(Message message) =>
        MessageCodec.PlaneOf(MessageCodec.KindOf(message)) == MessagePlane.Bulk;

    private void Answer(FindCoordinator find)
    {
        ProtocolVersion own = ProtocolVersion.Current;
        if (find.Major != own.Major)
            _parts.Observer.Warned($"{Sender.Path.Address} speaks version {find.Major}.{find.Minor} of the protocol, and this coordinator {own}: use the same version of Distillery on all machines");
        Sender.Tell(new CoordinatorFound(own.Major, own.Minor, _parts.HttpAddress()));
    }

    private void Receive(PeerWord word)
    {
        (LossReason? loss, Message? message) = _nodes.Receive(word, Sender);
        if (loss is not null) Lose(word.Sender, loss);
        if (message is not null) Receive(word.Sender, message);
    }

    private void Receive(NodeId node, Message message)
    {
        long heard = _parts.Time.GetTimestamp();
        // A node that only prepares data has no device whose time could be well spent.
        if (message is Hello hello && hello.Roles != NodeRoles.Data)
            _keeper.Account.Join(node, _machine.Generation.Number > 0, heard);
        if (message is Heartbeat heartbeat) _keeper.Account.Note(node, heartbeat.ActivitySeconds, heard);
        _machine.Receive(node, message);
    }

    private void Lose(NodeId node, LossReason reason)
    {
        _machine.Lost(node, reason); // Which tells of a loss, if it is one.
        _keeper.Account.Leave(node);
        ShowFigures();
    }

    private void TellStarted()
    {
        if (_isStarted) return;
        _isStarted = true;
        RunFacts facts = _keeper.Shape!.Facts;
        _parts.Observer.Locate(_keeper.NextStep, _machine.Generation);
        _parts.Observer.Started(new RunStart(
            _parts.Config, _keeper.NextStep, facts.TotalSteps, facts.StepsPerEpoch, facts.StudentMacs, facts.TeacherMacs,
            facts.TeacherTop1));
    }

    /// <summary>Scrapers never ask the actor: it shows its state from time to time.</summary>
    private void ShowFigures() => _parts.Meters.Show(new RunFigures(
        _keeper.Totals, _keeper.Shape, _machine.Generation.Number, _machine.Phase == CoordinatorPhase.Running, _machine.Nodes,
        _keeper.Account.Goodput));
}
