namespace Distillery.GpuNode.Protocol;

/// <summary>Why some work failed, for people.</summary>
/// <param name="IsFatal">The run cannot go on with such a state, on whatever node.</param>
/// <param name="IsRequestWrong">The configuration, or a file that it names, is not as it should be: another attempt fails
/// alike.</param>
/// <param name="Cause">What was thrown, where the words say less.</param>
public sealed record WorkFailure(
    string Problem, string NextStep, bool IsFatal, bool IsRequestWrong = false, Exception? Cause = null);
