using Distillery.Shared.Configuration.Tree;

namespace Distillery.Shared.Configuration.Reading;

/// <summary>One thing that is wrong with a configuration: where, which key, what, and what to do.</summary>
internal sealed record ConfigError(Origin Origin, string Key, string Problem, string NextStep)
{
    public override string ToString() => $"{Origin}: {Key}: {Problem}";
}
