using Distillery.Architecture.Tests.Sources;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distillery.Architecture.Tests.Rules;

/// <summary>Native functions are imported in few places: one for what TorchSharp lacks of libtorch, one for each image format, one for the file system,
/// so that memory safety is reviewed there and taken for granted elsewhere.</summary>
public sealed class NativeImportRule : ISourceRule
{
    private const string TensorsFolder = "src/GpuNode/Tensors/";

    private static readonly string[] ListedFiles =
    [
        "src/GpuNode/Data/Codecs/TurboJpeg.cs", // libjpeg-turbo, which decodes JPEG images
        "src/GpuNode/Data/Codecs/LibPng.cs", // libpng, which decodes PNG images
        "src/Cli/Terminal/PosixProcess.cs", // signal and _exit, about how the program ends
        "src/Shared/Runs/PosixFiles.cs", // rename, open and fsync of folders, which .NET does not offer
        "src/Shared/TensorLinks/Memory/AnonymousFile.cs", // memfd_create and its seals, for memory shared between processes
        "src/GpuNode/Teacher/Onnx/OnnxRuntimeLibrary.cs", // ONNX Runtime, which its package loads, from where the package lies
        "src/Cli/Terminal/StopSignals.cs", // _exit, which ends a process without unloading libtorch under its threads
    ];

    public IEnumerable<Violation> Check(SourceFile file)
    {
        if (!file.IsCSharp || file.Path.StartsWith(TensorsFolder, StringComparison.Ordinal) || ListedFiles.Contains(file.Path)) yield break;
        foreach (SyntaxNode node in file.Syntax.DescendantNodes())
        {
            if (node is AttributeSyntax import && IsImport(import))
                yield return file.At(
                    import, $"{import.Name} is allowed in {TensorsFolder} alone: call what is there, or list this file in NativeImportRule with its reason");
            if (IsLoadedByHand(node))
                yield return file.At(node, $"native code is loaded and called by address in {TensorsFolder} alone: call what is there");
        }
    }

    private static bool IsImport(AttributeSyntax attribute) =>
        attribute.Name.ToString().Split('.')[^1].Replace("Attribute", "", StringComparison.Ordinal) is "LibraryImport" or "DllImport";

    private static bool IsLoadedByHand(SyntaxNode node) => node switch
    {
        FunctionPointerTypeSyntax pointer => pointer.CallingConvention?.ManagedOrUnmanagedKeyword.IsKind(SyntaxKind.UnmanagedKeyword) == true,
        IdentifierNameSyntax name => name.Identifier.Text == "NativeLibrary",
        _ => false,
    };
}
