using Distillery.Messages;
using Distillery.Messages.Averaging;
using Distillery.Messages.Generations;
using Distillery.Messages.Progress;
using Distillery.Shared;

namespace Distillery.GpuNode.Protocol;

/// <content>Between two generations: pausing, catching up, giving to others, saving.</content>
public sealed partial class NodeMachine
{
    private readonly EarlyParts _early = new();
    private CatchUp? _catchUp;
    private IReadOnlyList<StepRecord> _donatedRecords = [];
    private int _nextPiece;
    private long _ticket;

    private void OnPause(Pause pause)
    {
        if (pause.Generation < Generation) Ignore(NodeId.Coordinator, pause, $"generation {Generation} is newer");
        else if (_plan is null) Ignore(NodeId.Coordinator, pause, "nothing is loaded yet");
        else if (pause.Generation == Generation && Phase != NodePhase.Paused)
            Ignore(NodeId.Coordinator, pause, "this generation is further on");
        else
        {
            Generation = pause.Generation;
            StopRunning();
            Phase = NodePhase.Paused;
            AnswerPause();
        }
    }

    /// <summary>A change of the state that is under way is waited for: it is too late to stop it.</summary>
    private void AnswerPause()
    {
        if (!IsStateChanging) _outbox.Send(NodeId.Coordinator, new Paused(Standing));
    }

    /// <summary>Ends the part in a generation. Computed contributions stay: they depend on the weights alone.</summary>
    private void StopRunning()
    {
        _placement = null;
        _catchUp = null;
        _collector?.Clear();
        _collector = null;
        _isHeldBack = false;
        _lostPeers.Clear();
    }

    private void OnCatchUp(CatchUp order)
    {
        if (order.Generation != Generation) Ignore(NodeId.Coordinator, order, $"the generation is {Generation}");
        else if (Phase == NodePhase.CatchingUp) Ignore(NodeId.Coordinator, order, "under way");
        else if (Phase != NodePhase.Paused || IsStateChanging) Ignore(NodeId.Coordinator, order, "not paused");
        else if (AppliedSteps == order.AppliedSteps) SendCaughtUp(0);
        else
        {
            Phase = NodePhase.CatchingUp;
            _catchUp = order;
            CarryOut(order);
        }
    }

    private void CarryOut(CatchUp order)
    {
        _ticket++;
        _nextPiece = 0;
        _donatedRecords = [];
        if (order.Kind == CatchUpKind.Restore)
        {
            _isInstalling = true;
            _work.Restore(_ticket, order.AppliedSteps);
            return;
        }
        NodeId donor = order.Donor!.Value;
        _outbox.Connect(donor, order.DonorAddress);
        if (order.Kind == CatchUpKind.Average)
        {
            Invariant.That(AppliedSteps == order.AppliedSteps - 1, "one average was offered, more steps are missing");
            ExpectAverageOf(AppliedSteps!.Value);
            _outbox.Send(donor, new FetchAverage(Generation, AppliedSteps.Value));
        }
        else _outbox.Send(donor, new FetchState(Generation, order.AppliedSteps));
    }

    private void OnFetchAverage(NodeId sender, FetchAverage fetch)
    {
        if (fetch.Generation < Generation) Ignore(sender, fetch, $"generation {Generation} is newer");
        else if (fetch.Generation > Generation || IsStateChanging || AppliedSteps != fetch.Step + 1 || !HasAverage)
            _outbox.Send(sender, new FetchRefused(fetch.Generation, $"the average of step {fetch.Step} is not here"));
        else
        {
            for (int slice = _plan!.FirstSliceOf(fetch.Step); slice < _plan.SliceCount; slice++)
                _outbox.Send(sender, _work.AppliedAverage(Generation, slice));
        }
    }

    private void OnFetchState(NodeId sender, FetchState fetch)
    {
        if (fetch.Generation < Generation) Ignore(sender, fetch, $"generation {Generation} is newer");
        else if (Phase == NodePhase.Running) Ignore(sender, fetch, "its generation has begun without it");
        else if (fetch.Generation > Generation || IsStateChanging || AppliedSteps != fetch.AppliedSteps)
            _outbox.Send(sender, new FetchRefused(fetch.Generation, $"the state of step {fetch.AppliedSteps} is not here"));
        else
        {
            _outbox.Send(sender, new StateRecords(Generation, _records.All));
            IReadOnlyList<Payload> pieces = _work.StatePieces();
            for (int i = 0; i < pieces.Count; i++)
                _outbox.Send(sender, new StateChunk(Generation, fetch.AppliedSteps, i, pieces.Count, pieces[i]));
        }
    }

    private void OnStateRecords(NodeId sender, StateRecords records)
    {
        if (!IsAwaited(CatchUpKind.State, sender, records.Generation)) Ignore(sender, records, "nobody asked for them");
        else _donatedRecords = records.Records;
    }

    private void OnStateChunk(NodeId sender, StateChunk piece)
    {
        if (!IsAwaited(CatchUpKind.State, sender, piece.Generation)) Ignore(sender, piece, "nobody asked for it");
        else if (piece.AppliedSteps != _catchUp!.AppliedSteps) Ignore(sender, piece, "of another step");
        else if (piece.Index != _nextPiece) Ignore(sender, piece, $"piece {_nextPiece} is due");
        else
        {
            _work.KeepPiece(piece);
            _nextPiece++;
            if (_nextPiece < piece.Count) return;
            _isInstalling = true;
            _work.InstallState(_ticket, piece.AppliedSteps);
        }
    }

    private void OnFetchRefused(NodeId sender, FetchRefused refused)
    {
        if (_catchUp?.Donor != sender || refused.Generation != Generation) Ignore(sender, refused, "nobody asked");
        else if (_catchUp is { Kind: CatchUpKind.Average } order)
        {
            _catchUp = order with { Kind = CatchUpKind.State }; // The donor came by its own state in one piece.
            CarryOut(_catchUp);
        }
        else ReportLost(sender, refused.Reason);
    }

    private bool IsAwaited(CatchUpKind kind, NodeId sender, Generation generation) =>
        _catchUp is { } order && order.Kind == kind && order.Donor == sender && generation == Generation;

    private void OnStateInstalled(StateInstalled installed)
    {
        Invariant.That(_isInstalling, "a state was installed that nobody ordered");
        _isInstalling = false;
        AppliedSteps = installed.AppliedSteps;
        _records.Reset(installed.AppliedSteps, _donatedRecords);
        _donatedRecords = [];
        HasAverage = false;
        ForgetContributions();
        if (_catchUp is not null) SendCaughtUp(installed.StateHash);
        else if (Phase == NodePhase.Paused) AnswerPause(); // Another generation is being formed by now.
    }

    private void SendCaughtUp(ulong stateHash)
    {
        Phase = NodePhase.Paused;
        _catchUp = null;
        _outbox.Send(NodeId.Coordinator, new CaughtUp(Standing, stateHash));
    }

    private void OnSave(Save save)
    {
        if (save.Generation != Generation) Ignore(NodeId.Coordinator, save, $"the generation is {Generation}");
        else if (Phase != NodePhase.Paused || AppliedSteps is null) Ignore(NodeId.Coordinator, save, "not paused");
        else
        {
            _records.ReportFrom(save.DurableSteps);
            for (IReadOnlyList<StepRecord> some = _records.TakeUnreported(); some.Count > 0; some = _records.TakeUnreported())
                _outbox.Send(NodeId.Coordinator, new Heartbeat(Standing, some));
            _work.WriteCheckpoint(Math.Min(AppliedSteps.Value, _plan!.TotalSteps));
        }
    }

    private void OnCheckpointDone(CheckpointDone done)
    {
        if (!_isWelcome) return; // The next one comes; whoever comes first then removes these files.
        if (done.Folder is { } folder)
            _outbox.Send(NodeId.Coordinator, new CheckpointWritten(Generation, done.AppliedSteps, folder));
        else
        {
            WorkFailure failure = done.Failure!;
            _outbox.Send(NodeId.Coordinator, new CheckpointFailed(
                Generation, done.AppliedSteps, failure.Problem, failure.NextStep, failure.IsFatal));
        }
    }

    private void LosePeer(NodeId peer, string reason)
    {
        bool isNeeded = _catchUp?.Donor == peer
            || (_placement?.Members.Any(member => member.Node == peer && IsNeeded(member)) ?? false);
        if (isNeeded) ReportLost(peer, reason);
    }

    private void ReportLost(NodeId peer, string reason)
    {
        if (_isWelcome && _lostPeers.Add(peer)) _outbox.Send(NodeId.Coordinator, new PeerLost(Generation, peer, reason));
    }
}
