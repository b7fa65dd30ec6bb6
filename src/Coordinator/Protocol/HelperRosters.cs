using Distillery.Messages.Helpers;
using Distillery.Messages.Membership;
using Distillery.Messages.Samples;
using Distillery.Messages.Teachers;

namespace Distillery.Coordinator.Protocol;

/// <summary>Who of one role may be asked, and what all of them have.</summary>
/// <param name="role">Teacher or data.</param>
/// <param name="belonging">What people call that: teacher, data.</param>
internal sealed class HelperRosters(NodeRoles role, string belonging)
{
    private IReadOnlyList<HelperPlace> _places = [];
    private ulong? _fingerprint; // Of the first node that had one.
    private long _revision;

    internal NodeRoles Role => role;

    internal bool IsEmpty => _places.Count == 0;

    /// <summary>Looks who is ready.</summary>
    /// <returns>Whether those are others than before.</returns>
    internal bool Update(IEnumerable<NodeEntry> nodes)
    {
        HelperPlace[] ready = [.. nodes.Where(node => node.CanHelp(role)).Select(node => new HelperPlace(node.Node, node.Hello.Address))];
        if (ready.SequenceEqual(_places)) return false;
        _places = ready;
        _revision++;
        return true;
    }

    internal HelperRoster Newest(long term) => role == NodeRoles.Teacher
        ? new TeacherRoster(term, _revision, _fingerprint ?? 0, _places)
        : new SampleRoster(term, _revision, _fingerprint ?? 0, _places);

    /// <returns>Why a node with this fingerprint does not belong to the others; null when it does.</returns>
    internal string? Mismatch(ulong? fingerprint) => fingerprint is { } own && _fingerprint is { } known && own != known
        ? $"the node's {belonging} has the fingerprint {own:x16}, that of the run {known:x16}"
        : null;

    internal void Learn(ulong? fingerprint) => _fingerprint ??= fingerprint;
}
