namespace Distillery.Cli.Audit;

/// <summary>One thing that is not as it must be.</summary>
/// <param name="What">What is wrong.</param>
/// <param name="Where">File and line, or step.</param>
/// <param name="Next">What to do, as a full sentence.</param>
internal sealed record AuditFinding(string What, string Where, string Next);
