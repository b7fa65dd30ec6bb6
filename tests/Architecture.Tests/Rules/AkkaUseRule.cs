using Distillery.Architecture.Tests.Sources;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distillery.Architecture.Tests.Rules;

/// <summary>Folders named Protocol hold machines, which the simulator runs without an ActorSystem: no type of Akka is named there.</summary>
public sealed class AkkaUseRule : ISourceRule
{
    public IEnumerable<Violation> Check(SourceFile file)
    {
        if (!file.IsCSharp || !file.Folders.Contains("Protocol")) return [];
        return file.Syntax.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.Text == "Akka")
            .Select(name => file.At(name, "a machine knows nothing of Akka: let its actor translate"));
    }
}
