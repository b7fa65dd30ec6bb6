using Distillery.Messages;
using Distillery.Messages.Membership;
using Distillery.Messages.Teachers;

namespace Distillery.Coordinator.Protocol;

/// <content>Who may be asked: teachers come and go without a new generation.</content>
public sealed partial class CoordinatorMachine
{
    private TeacherPlace[] _teachers = [];
    private long _rosterRevision;
    private ulong? _teacher;

    private bool LacksTeacher => _options.NeedsTeacher && _teachers.Length == 0;

    /// <summary>Looks whether other teachers are ready than before, and tells those who ask them.</summary>
    private void UpdateRoster()
    {
        TeacherPlace[] ready = [.. _nodes.Values.Where(node => node.CanTeach)
            .Select(node => new TeacherPlace(node.Node, node.Hello.Address))];
        if (ready.SequenceEqual(_teachers)) return;
        _teachers = ready;
        _rosterRevision++;
        foreach (NodeEntry asker in _nodes.Values.Where(node => node.AsksOthers)) SendRoster(asker);
    }

    private void SendRoster(NodeEntry asker) => _outbox.Send(
        asker.Node, new TeacherRoster(Generation.Term, _rosterRevision, _teacher ?? 0, _teachers));

    private string? TeacherStateOf(NodeEntry node) => node switch
    {
        _ when !_options.NeedsTeacher || !node.Hello.Roles.HasFlag(NodeRoles.Teacher) => null,
        { IsReady: false } => "loading",
        { HasTeacher: false } => null,
        { IsLeaving: true } => "leaving",
        _ => "ready",
    };

    /// <summary>Remembers what the run is as far as this node knows it; a node without teacher does not know all.</summary>
    /// <returns>What does not fit what other nodes found; null when all does.</returns>
    private string? LearnFacts(Ready ready)
    {
        RunFacts facts = ready.Facts;
        if (ready.Teacher is { } teacher && _teacher is { } known && teacher != known)
            return $"the node's teacher has the fingerprint {teacher:x16}, that of the run {known:x16}";
        bool isComplete = ready.Teacher is not null || !_options.NeedsTeacher;
        if (_facts is { } former && WithoutTeacher(former) != WithoutTeacher(facts))
            return $"the node finds {facts}, the run has {former}";
        if (_isDescribed && isComplete && facts.TeacherTop1 is not null && facts != _facts)
            return $"the node finds {facts}, the run has {_facts}";
        _teacher ??= ready.Teacher;
        if (_isDescribed) return null;
        _facts = facts;
        if (!isComplete) return null;
        _isDescribed = true;
        _outbox.Describe(facts);
        return null;
    }

    private static RunFacts WithoutTeacher(RunFacts facts) => facts with { TeacherMacs = null, TeacherTop1 = null };
}
