using Distillery.Messages.Helpers;
using Distillery.Messages.Membership;

namespace Distillery.Messages.Samples;

/// <summary>Node to data node: prepare these training images.</summary>
/// <param name="Fingerprint">Of what the images are meant to become.</param>
/// <param name="Epoch">Whose augmentation is wanted.</param>
/// <param name="Images">How many.</param>
/// <param name="Payload">Their numbers in the training set, 4 bytes each.</param>
public sealed record SampleQuery(long Query, ulong Fingerprint, int Epoch, int Images, Payload Payload)
    : HelperQuery(Query, Fingerprint, Payload)
{
    public override NodeRoles Role => NodeRoles.Data;

    public override int Count => Images;

    public override bool MayShareBatch => false;

    public override HelperBusy Busy(int waiting) => new SampleBusy(Query, waiting);

    public override HelperRefused Refused(string reason) => new SampleRefused(Query, reason);
}
