using Distillery.Architecture.Tests.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distillery.Architecture.Tests.Rules;

/// <summary>Outside folders named Host or Time nothing reads the clock, waits, or draws from an unnamed generator: time
/// enters as a TimeProvider, chance as a RandomStream.</summary>
public sealed class TimeAndChanceRule : ISourceRule
{
    private const string UseTimeProvider = "take a TimeProvider, or move this into a folder named Host or Time";
    private const string UseStream = "draw from RandomStream.Named(seed, purpose, position) in Shared/Seeds";

    private static readonly Dictionary<(string Type, string Member), string> Banned = new()
    {
        [("DateTime", "Now")] = UseTimeProvider,
        [("DateTime", "UtcNow")] = UseTimeProvider,
        [("DateTime", "Today")] = UseTimeProvider,
        [("DateTimeOffset", "Now")] = UseTimeProvider,
        [("DateTimeOffset", "UtcNow")] = UseTimeProvider,
        [("Thread", "Sleep")] = UseTimeProvider,
        [("Task", "Delay")] = UseTimeProvider,
        [("Random", "Shared")] = UseStream,
    };

    public IEnumerable<Violation> Check(SourceFile file)
    {
        if (!file.IsCSharp || file.Folders.Intersect(["Host", "Time"]).Any()) return [];
        return file.Syntax.DescendantNodes().SelectMany(node => Check(file, node));
    }

    private static IEnumerable<Violation> Check(SourceFile file, SyntaxNode node)
    {
        if (node is MemberAccessExpressionSyntax access
            && Banned.TryGetValue((LastName(access.Expression), access.Name.Identifier.Text), out string? advice))
        {
            yield return file.At(node, $"{access} is banned here: {advice}");
        }
        if (CreatesRandom(node)) yield return file.At(node, $"{node} is banned here: {UseStream}");
    }

    private static bool CreatesRandom(SyntaxNode node) => node switch
    {
        ObjectCreationExpressionSyntax creation => LastName(creation.Type) == "Random",
        ImplicitObjectCreationExpressionSyntax => LastName(DeclaredType(node)) == "Random",
        _ => false,
    };

    /// <summary>The type that <c>new(…)</c> stands for, where a declaration around it states it.</summary>
    private static SyntaxNode? DeclaredType(SyntaxNode node) =>
        node.Ancestors().Select(ancestor => ancestor switch
        {
            VariableDeclarationSyntax variable => (SyntaxNode)variable.Type,
            PropertyDeclarationSyntax property => property.Type,
            _ => null,
        }).FirstOrDefault(type => type is not null);

    /// <summary>Of System.DateTime the part DateTime.</summary>
    private static string LastName(SyntaxNode? node) => node switch
    {
        SimpleNameSyntax name => name.Identifier.Text,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.Text,
        MemberAccessExpressionSyntax access => access.Name.Identifier.Text,
        NullableTypeSyntax nullable => LastName(nullable.ElementType),
        _ => "",
    };
}
