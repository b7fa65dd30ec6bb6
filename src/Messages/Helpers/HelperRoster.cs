namespace Distillery.Messages.Helpers;

/// <summary>Coordinator to asker: whom it may ask. A newer one replaces an older one.</summary>
/// <param name="Term">Of the coordinator.</param>
/// <param name="Revision">Grows with each change, within a term.</param>
/// <param name="Fingerprint">That all of them have.</param>
/// <param name="Places">By name; none while nobody is ready.</param>
public abstract record HelperRoster(long Term, long Revision, ulong Fingerprint, IReadOnlyList<HelperPlace> Places) : HelperMessage;
