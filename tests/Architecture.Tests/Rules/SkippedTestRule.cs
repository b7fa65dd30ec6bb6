using Distillery.Architecture.Tests.Sources;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distillery.Architecture.Tests.Rules;

/// <summary>A test that is skipped says why in a sentence; a word such as "flaky" is no reason.</summary>
public sealed class SkippedTestRule : ISourceRule
{
    private const int FewestWords = 3;

    public IEnumerable<Violation> Check(SourceFile file)
    {
        if (!file.IsCSharp) return [];
        return file.Syntax.DescendantNodes().OfType<AttributeArgumentSyntax>()
            .Where(argument => argument.NameEquals?.Name.Identifier.Text == "Skip" && !IsReason(argument.Expression))
            .Select(argument => file.At(argument, "the test is skipped without a reason: say in a sentence what it waits for, or remove it"));
    }

    // A constant's name is taken to be a reason: it stands where the constant is.
    private static bool IsReason(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax literal => literal.Token.ValueText.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length >= FewestWords,
        _ => true,
    };
}
