namespace Distillery.Messages.Teachers;

/// <summary>Coordinator to node that has no teacher of its own: whom it may ask. A newer one replaces an older one.</summary>
/// <param name="Term">Of the coordinator.</param>
/// <param name="Revision">Grows with each change, within a term.</param>
/// <param name="Teacher">The fingerprint that all of them have.</param>
/// <param name="Places">By name; none while no teacher is ready.</param>
public sealed record TeacherRoster(long Term, long Revision, ulong Teacher, IReadOnlyList<TeacherPlace> Places) : Message;
