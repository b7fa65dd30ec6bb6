using Distillery.Messages.Helpers;
using Distillery.Messages.Membership;

namespace Distillery.Messages.Teachers;

/// <summary>Teacher to node: it will never answer this query.</summary>
public sealed record TeacherRefused(long Query, string Reason) : HelperRefused(Query, Reason)
{
    public override NodeRoles Role => NodeRoles.Teacher;
}
