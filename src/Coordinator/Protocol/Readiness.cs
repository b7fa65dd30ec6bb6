namespace Distillery.Coordinator.Protocol;

/// <summary>The decision whether a coordinator that gathers nodes may begin.</summary>
/// <param name="IsLate">Whether nodes that are out of reach have been waited for.</param>
/// <param name="Reason">Why it begins, or what it waits for; null while there is nothing that people must know.</param>
internal readonly record struct Readiness(bool MayBegin, bool IsLate, string? Reason)
{
    /// <param name="readyNodes">That can train.</param>
    /// <param name="isComplete">Whether all are here that are known or expected, or one with the state that is waited for.</param>
    /// <param name="waitedMilliseconds">Since the coordinator began to gather.</param>
    internal static Readiness Of(
        CoordinatorOptions options, int readyNodes, bool isComplete, bool isStopping, bool lacksTeacher, long waitedMilliseconds)
    {
        bool isLate = waitedMilliseconds >= options.RejoinWaitMilliseconds;
        if (isStopping) return new Readiness(true, false, "the run is asked to stop");
        if (lacksTeacher) return new Readiness(false, isLate, "waiting for a node with a teacher");
        if (readyNodes < options.MinimumNodes)
            return new Readiness(false, isLate, $"waiting for nodes: {readyNodes} of {options.MinimumNodes} are ready");
        return new Readiness(isComplete || isLate, isLate, isComplete || isLate ? "enough nodes are ready" : null);
    }
}
