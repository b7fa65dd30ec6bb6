using Distillery.Messages.Helpers;
using Distillery.Messages.Membership;

namespace Distillery.Messages.Teachers;

/// <summary>Teacher to node: it has taken as many queries as it may; this one was not taken.</summary>
public sealed record TeacherBusy(long Query, int Waiting) : HelperBusy(Query, Waiting)
{
    public override NodeRoles Role => NodeRoles.Teacher;
}
