namespace Distillery.GpuNode.Data.Sources;

/// <summary>Which files are images, by their names.</summary>
internal static class ImageNames
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png"];

    internal static bool IsImage(string name) =>
        Extensions.Any(extension => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
}
