namespace Distillery.Cli.Audit;

/// <summary>What the audit of one run has found.</summary>
/// <param name="StepCount">Sound lines of steps.jsonl, the closing step among them.</param>
/// <param name="EpochCount">Epochs that were begun.</param>
/// <param name="SampleCount">Samples that were looked at.</param>
/// <param name="SampleSource">What said which samples a step had: samples.jsonl, or the plan of the configuration.</param>
/// <param name="Chain">The chain's value at the end, in hexadecimal.</param>
/// <param name="Findings">None when the run is clean; the first ones when there are many.</param>
/// <param name="FindingCount">Of all.</param>
/// <param name="Notes">Things worth knowing that are no fault.</param>
internal sealed record AuditReport(
    string Folder, long StepCount, long EpochCount, long SampleCount, string SampleSource, string Chain,
    IReadOnlyList<AuditFinding> Findings, long FindingCount, IReadOnlyList<string> Notes)
{
    internal bool IsClean => FindingCount == 0;
}
