using Distillery.Messages.Membership;

namespace Distillery.Coordinator.Protocol;

/// <content>Who may be asked: teachers and data nodes come and go without a new generation.</content>
public sealed partial class CoordinatorMachine
{
    private readonly HelperRosters _teachers = new(NodeRoles.Teacher, "teacher");
    private readonly HelperRosters _preparers = new(NodeRoles.Data, "data");

    private bool LacksTeacher => _options.NeedsTeacher && _teachers.IsEmpty;

    /// <summary>Looks whether other helpers are ready than before, and tells those who ask them.</summary>
    private void UpdateRosters()
    {
        foreach (HelperRosters rosters in (HelperRosters[])[_teachers, _preparers])
        {
            if (!rosters.Update(_nodes.Values)) continue;
            foreach (NodeEntry asker in _nodes.Values.Where(node => node.AsksOthers(rosters.Role))) SendRoster(asker, rosters);
        }
    }

    /// <summary>What a node that has just become ready must know to ask others.</summary>
    private void SendRosters(NodeEntry node)
    {
        if (node.AsksOthers(NodeRoles.Teacher)) SendRoster(node, _teachers);
        if (node.AsksOthers(NodeRoles.Data)) SendRoster(node, _preparers);
    }

    private void SendRoster(NodeEntry asker, HelperRosters rosters) =>
        _outbox.Send(asker.Node, rosters.Newest(Generation.Term));

    private string? TeacherStateOf(NodeEntry node) => node switch
    {
        _ when !_options.NeedsTeacher || !node.Teaches => null,
        { IsReady: false } => "loading",
        _ when !node.Serves.HasFlag(NodeRoles.Teacher) => null,
        { IsLeaving: true } => "leaving",
        _ => "ready",
    };

    /// <summary>Remembers what the run is as far as this node knows it; one without teacher or networks does not know all.</summary>
    /// <returns>What does not fit what other nodes found; null when all does.</returns>
    private Reject? LearnFacts(NodeEntry node, Ready ready)
    {
        if ((_teachers.Mismatch(ready.Teacher) ?? _preparers.Mismatch(ready.Data) ?? ConflictOf(node, ready)) is { } problem)
            return new Reject(problem, "Give all nodes the same release of distill, and the same data and teacher files.");
        _teachers.Learn(ready.Teacher);
        _preparers.Learn(ready.Data);
        if (_isDescribed || !node.HasNetworks) return null;
        _facts = ready.Facts;
        if (!IsComplete(ready)) return null;
        _isDescribed = true;
        _outbox.Describe(ready.Facts);
        return null;
    }

    /// <summary>Whether a node would compute other bits than one that is here already, so that the result would depend on who
    /// computes what.</summary>
    private Reject? OtherBits(NodeEntry node, ComputedBits? bits)
    {
        if (!_options.NeedsSameBits || bits is null) return null;
        NodeEntry? other = _nodes.Values.FirstOrDefault(entry =>
            entry.IsReady && entry.Node != node.Node && entry.Bits is { } known && (Differ(known.Student, bits.Student) || Differ(known.Teacher, bits.Teacher)));
        return other is null ? null : new Reject(
            $"{node.Hello.Name} computes other bits than {other.Hello.Name} ({other.Node}): processors, devices or versions of libtorch "
            + "differ, and the nodes' weights would drift apart",
            "Start it on a machine of the same kind, with the same libtorch.");
    }

    private static bool Differ(ulong? known, ulong? found) => known is not null && found is not null && known != found;

    private string? ConflictOf(NodeEntry node, Ready ready)
    {
        RunFacts facts = ready.Facts;
        bool isSame = _facts switch
        {
            null => true,
            { } former when !node.HasNetworks => former.OfData() == facts,
            { } former when _isDescribed && IsComplete(ready) && facts.TeacherTop1 is not null => former == facts,
            { } former => former.WithoutTeacher() == facts.WithoutTeacher(),
        };
        return isSame ? null : $"the node finds {facts}, the run has {_facts}";
    }

    private bool IsComplete(Ready ready) => ready.Teacher is not null || !_options.NeedsTeacher;
}
