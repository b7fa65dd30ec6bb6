namespace Distillery.Shared.Runs;

/// <summary>One line of <c>metrics.jsonl</c>.</summary>
/// <param name="Step">The number of steps taken.</param>
/// <param name="Epoch">The position in epochs, with its fraction; NaN where the line has none.</param>
/// <param name="Values">The measures by name; NaN where the file says null.</param>
public sealed record MetricsEntry(long Step, double Epoch, IReadOnlyDictionary<string, double> Values);
