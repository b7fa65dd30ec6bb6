namespace Distillery.Messages.Teachers;

/// <summary>Teacher to node: it will never answer this query.</summary>
/// <param name="Reason">For people.</param>
public sealed record TeacherRefused(long Query, string Reason) : Message;
