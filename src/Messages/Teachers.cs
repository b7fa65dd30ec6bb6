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

/// <summary>Node to teacher: what does it say to these images?</summary>
/// <param name="Fingerprint">Of the teacher that is meant.</param>
/// <param name="Images">How many images the payload holds.</param>
/// <param name="Kept">How many are asked about: all of them, or so many mixtures.</param>
/// <param name="IsMixed">Images are mixed before they are answered, by what stands in front of the pixels: anchors
/// (<paramref name="Kept"/> numbers of 4 bytes), partners (as many), the partners' shares (as many, single precision).</param>
/// <param name="IsRowByRow">Each image is answered by itself, so that its answer does not depend on the others.</param>
/// <param name="Payload">The mixing if there is any, then the pixels, a byte each: image, channel, row, column.</param>
public sealed record TeacherQuery(
    long Query, ulong Fingerprint, int Images, int Kept, bool IsMixed, bool IsRowByRow, Payload Payload)
    : HelperQuery(Query, Fingerprint, Payload)
{
    public override NodeRoles Role => NodeRoles.Teacher;

    public override int Count => Kept;

    public override bool MayShareBatch => !IsRowByRow;

    public override HelperBusy Busy(int waiting) => new TeacherBusy(Query, waiting);

    public override HelperRefused Refused(string reason) => new TeacherRefused(Query, reason);
}

/// <summary>Teacher to node: the logits.</summary>
/// <param name="BatchImages">How many images were computed together.</param>
/// <param name="Payload">A row for each image that was asked about, a number in single precision for each class.</param>
public sealed record TeacherAnswer(long Query, int Waiting, int BatchImages, Payload Payload)
    : HelperAnswer(Query, Waiting, Payload)
{
    public override NodeRoles Role => NodeRoles.Teacher;
}

/// <summary>Teacher to node: it has taken as many queries as it may; this one was not taken.</summary>
public sealed record TeacherBusy(long Query, int Waiting) : HelperBusy(Query, Waiting)
{
    public override NodeRoles Role => NodeRoles.Teacher;
}

/// <summary>Teacher to node: it will never answer this query.</summary>
public sealed record TeacherRefused(long Query, string Reason) : HelperRefused(Query, Reason)
{
    public override NodeRoles Role => NodeRoles.Teacher;
}
