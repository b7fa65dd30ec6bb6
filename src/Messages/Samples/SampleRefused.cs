using Distillery.Messages.Helpers;
using Distillery.Messages.Membership;

namespace Distillery.Messages.Samples;

/// <summary>Data node to node: it will never answer this query.</summary>
public sealed record SampleRefused(long Query, string Reason) : HelperRefused(Query, Reason)
{
    public override NodeRoles Role => NodeRoles.Data;
}
