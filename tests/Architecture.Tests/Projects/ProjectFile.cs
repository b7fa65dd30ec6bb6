using System.Xml.Linq;
using Distillery.Architecture.Tests.Sources;

namespace Distillery.Architecture.Tests.Projects;

/// <summary>What a project file says about what the project needs.</summary>
/// <param name="Name">Such as <c>GpuNode</c>.</param>
/// <param name="References">Names of the projects it refers to.</param>
/// <param name="Packages">Names of the packages it refers to.</param>
/// <param name="Frameworks">Names of the parts of .NET that it asks for beside the runtime itself.</param>
public sealed record ProjectFile(
    string Path, string Name, IReadOnlyList<string> References, IReadOnlyList<string> Packages,
    IReadOnlyList<string> Frameworks)
{
    /// <summary>The projects of the product, which lie under src.</summary>
    public static IReadOnlyList<ProjectFile> OfProduct { get; } =
    [
        .. Repository.TextFiles
            .Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal)
                && file.Path.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(file => Parse(file.Path, file.Text)),
    ];

    public static ProjectFile Parse(string path, string text)
    {
        XDocument document = XDocument.Parse(text);
        return new ProjectFile(
            path,
            NameOf(path),
            [.. Includes(document, "ProjectReference").Select(NameOf)],
            [.. Includes(document, "PackageReference")],
            [.. Includes(document, "FrameworkReference")]);
    }

    private static IEnumerable<string> Includes(XDocument document, string element) =>
        document.Descendants(element).Select(reference => (string?)reference.Attribute("Include") ?? "");

    private static string NameOf(string path) => System.IO.Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));
}
