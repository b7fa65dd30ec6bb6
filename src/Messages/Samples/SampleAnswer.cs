using Distillery.Messages.Helpers;
using Distillery.Messages.Membership;

namespace Distillery.Messages.Samples;

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
