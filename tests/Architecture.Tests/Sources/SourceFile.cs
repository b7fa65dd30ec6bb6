using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distillery.Architecture.Tests.Sources;

/// <summary>One text file of the repository.</summary>
/// <param name="path">Relative to the root, with forward slashes.</param>
public sealed class SourceFile(string path, string text)
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest);

    private readonly Lazy<CompilationUnitSyntax> _syntax =
        new(() => CSharpSyntaxTree.ParseText(text, Options).GetCompilationUnitRoot());

    public string Path { get; } = path;

    public string Text { get; } = text;

    public bool IsCSharp => Path.EndsWith(".cs", StringComparison.Ordinal);

    /// <summary>The folders above the file, from the root.</summary>
    public string[] Folders => Path.Split('/')[..^1];

    public string[] Lines => Text.TrimEnd('\n').Split('\n');

    /// <summary>The syntax of a C# file.</summary>
    public CompilationUnitSyntax Syntax => _syntax.Value;

    /// <summary>Types that lie in no other type.</summary>
    public IEnumerable<MemberDeclarationSyntax> TopLevelTypes =>
        Syntax.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
            .OfType<MemberDeclarationSyntax>()
            .Where(member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax);

    public Violation At(SyntaxNode node, string message) => new(Path, LineOf(node), message);

    public Violation At(int line, string message) => new(Path, line, message);

    /// <summary>How many lines a node spans, its comments apart.</summary>
    public static int LineCount(SyntaxNode node)
    {
        FileLinePositionSpan span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static int LineOf(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
}
