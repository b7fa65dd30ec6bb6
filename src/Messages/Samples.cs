using Distillery.Messages.Helpers;
using Distillery.Messages.Membership;

namespace Distillery.Messages.Samples;

/// <summary>Coordinator to node that trains and has not the role of preparing data: which data nodes it may ask.</summary>
/// <param name="Fingerprint">Of what their images become.</param>
public sealed record SampleRoster(long Term, long Revision, ulong Fingerprint, IReadOnlyList<HelperPlace> Places)
    : HelperRoster(Term, Revision, Fingerprint, Places)
{
    public override NodeRoles Role => NodeRoles.Data;
}

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

/// <summary>Data node to node: prepared images.</summary>
/// <param name="Damages">By row, those in whose place another image was prepared.</param>
/// <param name="Payload">The classes, 4 bytes each, then the pixels, a byte each: image, channel, row, column.</param>
public sealed record SampleAnswer(long Query, int Waiting, IReadOnlyList<DamagedRow> Damages, Payload Payload)
    : HelperAnswer(Query, Waiting, Payload)
{
    /// <summary>How many of <see cref="Damages"/> bring their names: the body of a message is small.</summary>
    public const int MostNamed = 16;

    public override NodeRoles Role => NodeRoles.Data;
}

/// <summary>An image that was asked for and cannot be decoded.</summary>
/// <param name="Row">From 0, in the order of the query.</param>
/// <param name="Name">Where it lies, for a person; empty beyond <see cref="SampleAnswer.MostNamed"/>.</param>
/// <param name="Reason">What is wrong with it; empty where the name is.</param>
public sealed record DamagedRow(int Row, string Name, string Reason);

/// <summary>Data node to node: it has taken as many queries as it may; this one was not taken.</summary>
public sealed record SampleBusy(long Query, int Waiting) : HelperBusy(Query, Waiting)
{
    public override NodeRoles Role => NodeRoles.Data;
}

/// <summary>Data node to node: it will never answer this query.</summary>
public sealed record SampleRefused(long Query, string Reason) : HelperRefused(Query, Reason)
{
    public override NodeRoles Role => NodeRoles.Data;
}
