using Distillery.Architecture.Tests.Sources;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Distillery.Architecture.Tests.Rules;

/// <summary>Native functions are imported in few places: one for libtorch, one for each image format, one for the file system, so that memory safety is
/// reviewed there and taken for granted elsewhere.</summary>
public sealed class NativeImportRule : ISourceRule
{
    private const string BridgeFolder = "src/Torch/Interop/";

    private static readonly string[] ListedFiles =
    [
        "src/GpuNode/Data/Codecs/TurboJpeg.cs", // libjpeg-turbo, which decodes JPEG images
        "src/GpuNode/Data/Codecs/LibPng.cs", // libpng, which decodes PNG images
        "src/Cli/Terminal/PosixProcess.cs", // signal and _exit, about how the program ends
        "src/Shared/Runs/PosixFiles.cs", // rename, open and fsync of folders, which .NET does not offer
        "src/Shared/Transport/Memory/AnonymousFile.cs", // memfd_create and its seals, for memory shared between processes
        "src/Cli/Terminal/StopSignals.cs", // _exit, which ends a process without unloading libtorch under its threads
    ];

    public IEnumerable<Violation> Check(SourceFile file)
    {
        if (!file.IsCSharp || file.Path.StartsWith(BridgeFolder, StringComparison.Ordinal) || ListedFiles.Contains(file.Path))
            return [];
        return file.Syntax.DescendantNodes().OfType<AttributeSyntax>()
            .Where(IsImport)
            .Select(import => file.At(
                import, $"{import.Name} is allowed in {BridgeFolder} alone: call what is there, or list this file in NativeImportRule with its reason"));
    }

    private static bool IsImport(AttributeSyntax attribute) =>
        attribute.Name.ToString().Split('.')[^1].Replace("Attribute", "", StringComparison.Ordinal) is "LibraryImport" or "DllImport";
}
