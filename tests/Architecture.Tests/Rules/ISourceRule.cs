using Distillery.Architecture.Tests.Sources;

namespace Distillery.Architecture.Tests.Rules;

/// <summary>A rule that one file keeps or breaks, whatever the others say.</summary>
public interface ISourceRule
{
    IEnumerable<Violation> Check(SourceFile file);
}
