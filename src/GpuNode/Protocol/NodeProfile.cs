using Distillery.Messages.Membership;

namespace Distillery.GpuNode.Protocol;

/// <summary>A node's own settings.</summary>
/// <param name="Name">For people: the host's name.</param>
/// <param name="Capacity">How many ranks it computes well, relative to other nodes.</param>
/// <param name="Address">HOST:PORT for its peers; empty inside one process.</param>
/// <param name="Times">Until the run is loaded.</param>
/// <param name="MostHeldRecords">A node does not get further ahead of the records on the coordinator's disk.</param>
public sealed record NodeProfile(
    string Name, NodeRoles Roles, int Capacity, string Address, LinkTimes Times, int MostHeldRecords);
