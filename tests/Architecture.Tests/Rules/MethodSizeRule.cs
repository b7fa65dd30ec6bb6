using Distillery.Architecture.Tests.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distillery.Architecture.Tests.Rules;

/// <summary>A method, constructor, operator, accessor or local function has at most 70 lines from its signature to its
/// last brace.</summary>
public sealed class MethodSizeRule : ISourceRule
{
    public const int MaximumLines = 70;

    public IEnumerable<Violation> Check(SourceFile file)
    {
        if (!file.IsCSharp) yield break;
        foreach (SyntaxNode body in file.Syntax.DescendantNodes().Where(IsMethod))
        {
            int count = SourceFile.LineCount(body);
            if (count > MaximumLines)
                yield return file.At(body, $"the method has {count} lines, {MaximumLines} at most: name its parts and call them");
        }
    }

    private static bool IsMethod(SyntaxNode node) =>
        node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax;
}
