using Distillery.Messages.Helpers;
using Distillery.Messages.Membership;

namespace Distillery.Messages.Teachers;

/// <summary>Teacher to node: the logits.</summary>
/// <param name="BatchImages">How many images were computed together.</param>
/// <param name="Payload">A row for each image that was asked about, a number in single precision for each class.</param>
public sealed record TeacherAnswer(long Query, int Waiting, int BatchImages, Payload Payload)
    : HelperAnswer(Query, Waiting, Payload)
{
    public override NodeRoles Role => NodeRoles.Teacher;
}
