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
