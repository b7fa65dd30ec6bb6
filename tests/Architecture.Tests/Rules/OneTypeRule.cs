using Distillery.Architecture.Tests.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distillery.Architecture.Tests.Rules;

/// <summary>A file holds one type and has its name, so that a reader finds it. Small types that only that type's users need
/// may stand beside it, and the cases of a union beside their base, but no second public class or interface. The records
/// of one conversation stand together in a file that has the conversation's name, which is also their namespace's.</summary>
public sealed class OneTypeRule : ISourceRule
{
    /// <summary>A companion of more lines has a life of its own.</summary>
    public const int MaximumCompanionLines = 25;

    public IEnumerable<Violation> Check(SourceFile file)
    {
        if (!file.IsCSharp) yield break;
        MemberDeclarationSyntax[] types = [.. file.TopLevelTypes];
        MemberDeclarationSyntax[] open = [.. types.Where(IsPublic)];
        string name = Path.GetFileName(file.Path).Split('.')[0];
        if (IsConversation(file, name, types)) yield break;
        if (open.Length > 0 && !open.Select(NameOf).Contains(name))
            yield return file.At(open[0], $"the file is named {name} and its public type {NameOf(open[0])}: give both one name");
        foreach (MemberDeclarationSyntax further in open.Where(IsClass).Skip(1))
            yield return file.At(further, $"{NameOf(further)} is a second public class or interface of this file: give it a file of its own");
        foreach (MemberDeclarationSyntax companion in types.Where(type => IsLargeCompanion(type, name, types)))
        {
            yield return file.At(
                companion,
                $"{NameOf(companion)} has {SourceFile.LineCount(companion)} lines, a type beside another {MaximumCompanionLines} at most: "
                + "give it a file of its own");
        }
    }

    private static bool IsConversation(SourceFile file, string name, MemberDeclarationSyntax[] types) =>
        file.Syntax.Members is [FileScopedNamespaceDeclarationSyntax { Name: QualifiedNameSyntax { Right.Identifier.Text: var last } }]
        && last == name && types.All(type => type is RecordDeclarationSyntax or EnumDeclarationSyntax);

    private static bool IsLargeCompanion(MemberDeclarationSyntax type, string fileName, MemberDeclarationSyntax[] types) =>
        types.Length > 1 && NameOf(type) != fileName && !IsCaseOf(fileName, type)
        && SourceFile.LineCount(type) > MaximumCompanionLines;

    private static bool IsCaseOf(string union, MemberDeclarationSyntax type) =>
        type is RecordDeclarationSyntax { BaseList.Types: var bases }
        && bases.Any(of => (of.Type as IdentifierNameSyntax)?.Identifier.Text == union);

    private static bool IsPublic(MemberDeclarationSyntax type) => type.Modifiers.Any(SyntaxKind.PublicKeyword);

    private static bool IsClass(MemberDeclarationSyntax type) => type is ClassDeclarationSyntax or InterfaceDeclarationSyntax;

    private static string NameOf(MemberDeclarationSyntax type) => type switch
    {
        BaseTypeDeclarationSyntax declaration => declaration.Identifier.Text,
        DelegateDeclarationSyntax declaration => declaration.Identifier.Text,
        _ => "",
    };
}
