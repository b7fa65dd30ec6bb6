using Distillery.Messages.Helpers;
using Distillery.Messages.Membership;

namespace Distillery.Messages.Teachers;

/// <summary>Coordinator to node that has no teacher of its own: whom it may ask.</summary>
/// <param name="Fingerprint">Of the teacher.</param>
public sealed record TeacherRoster(long Term, long Revision, ulong Fingerprint, IReadOnlyList<HelperPlace> Places)
    : HelperRoster(Term, Revision, Fingerprint, Places)
{
    public override NodeRoles Role => NodeRoles.Teacher;
}
