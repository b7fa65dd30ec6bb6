using Distillery.Coordinator.Protocol;
using Distillery.Shared.Runs;

namespace Distillery.Coordinator.Host;

/// <summary>How a run ended here, with the summary that is in the run folder.</summary>
public sealed record RunEnd(RunOutcome Outcome, RunSummary Summary);
