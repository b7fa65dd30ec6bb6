namespace Distillery.Messages.Teachers;

/// <summary>Where a teacher is.</summary>
/// <param name="Address">HOST:PORT for its askers; empty inside one process.</param>
public sealed record TeacherPlace(NodeId Node, string Address);
