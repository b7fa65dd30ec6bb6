using Distillery.Messages.Membership;

namespace Distillery.GpuNode.Protocol;

/// <summary>Why a node ends.</summary>
/// <param name="Reason">The coordinator's word, or null when it did not let the node in or the node failed.</param>
/// <param name="NextStep">What to do next; empty when all is well.</param>
/// <param name="IsRequestWrong">Starting it again as it is would fail alike.</param>
/// <param name="Cause">What was thrown, where the words say less.</param>
public sealed record NodeExit(
    DismissReason? Reason, string Text, string NextStep, bool IsRequestWrong = false, Exception? Cause = null);
