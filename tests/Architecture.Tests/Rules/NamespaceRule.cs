using Distillery.Architecture.Tests.Sources;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distillery.Architecture.Tests.Rules;

/// <summary>A file's namespace says its folder: src/GpuNode/Data is Distillery.GpuNode.Data. The public face of Torch is one
/// namespace whatever its folders, because its users think of one library. A file of src/Messages is a conversation, and so a
/// namespace.</summary>
public sealed class NamespaceRule : ISourceRule
{
    private const string FlatProject = "Distillery.Torch";

    public IEnumerable<Violation> Check(SourceFile file)
    {
        if (!file.IsCSharp || file.Folders.Length < 2) yield break;
        string expected = "Distillery." + string.Join('.', file.Folders.Skip(1));
        foreach (BaseNamespaceDeclarationSyntax declaration in file.Syntax.Members.OfType<BaseNamespaceDeclarationSyntax>())
        {
            string actual = declaration.Name.ToString();
            bool isFlat = actual == FlatProject && expected.StartsWith(FlatProject + ".", StringComparison.Ordinal)
                && file.Folders[0] == "src";
            if (actual != expected && !isFlat && !IsConversation(file, actual, expected))
                yield return file.At(declaration.Name, $"the namespace is {actual} and the folder {expected}: make them equal");
        }
    }

    private static bool IsConversation(SourceFile file, string actual, string expected) =>
        file.Folders is ["src", "Messages"] && actual == $"{expected}.{Path.GetFileNameWithoutExtension(file.Path)}";
}
