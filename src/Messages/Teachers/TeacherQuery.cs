using Distillery.Messages.Helpers;
using Distillery.Messages.Membership;

namespace Distillery.Messages.Teachers;

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
