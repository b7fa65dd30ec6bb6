namespace Distillery.Messages.Teachers;

/// <summary>Teacher to node: it has taken as many queries as it may; this one was not taken.</summary>
/// <param name="Waiting">How many wait.</param>
public sealed record TeacherBusy(long Query, int Waiting) : Message;
