namespace Distillery.Messages.Membership;

/// <summary>Node to coordinator: the first word on every connection.</summary>
/// <param name="Name">For people: the host's name.</param>
/// <param name="Capacity">How many ranks it computes well, relative to the others; from 1.</param>
/// <param name="Address">HOST:PORT under which other nodes reach it; empty inside one process.</param>
/// <param name="RunId">Of the run that it has loaded, or null when it has not loaded any.</param>
/// <param name="Fingerprint">Of the configuration that it has loaded, or null when it asks for one.</param>
public sealed record Hello(
    string Name, NodeRoles Roles, int Capacity, string Address, string? RunId, string? Fingerprint,
    Standing Standing) : Message;
