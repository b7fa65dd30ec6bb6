using Distillery.Coordinator.Protocol;
using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Record;

/// <summary>How a run ended here, with the summary that is in the run folder.</summary>
/// <param name="SavedSteps">Applied steps of the newest checkpoint; 0 without one.</param>
public sealed record RunEnd(RunOutcome Outcome, RunSummary Summary, long SavedSteps);
