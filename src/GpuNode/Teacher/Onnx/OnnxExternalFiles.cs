using Distillery.GpuNode.Teacher.Onnx.Format;
using Distillery.Shared;

namespace Distillery.GpuNode.Teacher.Onnx;

/// <summary>The files beside an ONNX file in which its larger weights lie. A file from elsewhere could name any path of this
/// machine, so only what is in its own folder is opened.</summary>
internal static class OnnxExternalFiles
{
    private const string NextStep = "Put all files of the export into one folder, as they were written, and name the .onnx file.";

    /// <exception cref="UserErrorException">A file is missing, too short, or lies elsewhere.</exception>
    internal static void Require(string path, IReadOnlyList<OnnxExternalData> external)
    {
        foreach (OnnxExternalData weights in external)
        {
            string file = PathOf(path, weights);
            FileInfo found = new(file);
            if (!found.Exists)
                throw new UserErrorException($"{path} has weights in {file}, which does not exist", NextStep);
            long length = new FileInfo(RealPath(file)).Length;
            if (weights.Offset <= length && weights.Length <= length - weights.Offset) continue;
            throw new UserErrorException(
                $"{path} has {weights.Length} bytes of '{weights.Tensor}' at {weights.Offset} of {file}, which has only {length} bytes",
                "Copy the files of the export again.");
        }
    }

    /// <summary>All files of weights that an ONNX file names, once each, in order of their names.</summary>
    /// <exception cref="UserErrorException">The file is damaged, or names a path outside of its folder.</exception>
    internal static IReadOnlyList<string> Of(string path) =>
    [
        .. OnnxOutlineReader.Read(path).External.Select(weights => PathOf(path, weights)).Distinct().Order(StringComparer.Ordinal),
    ];

    private static string PathOf(string path, OnnxExternalData weights)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        bool isName = weights.Location.Length > 0 && !Path.IsPathRooted(weights.Location)
            && !weights.Location.Contains('\0', StringComparison.Ordinal);
        string file = isName ? Path.GetFullPath(Path.Combine(folder, weights.Location)) : "";
        if (isName && IsWithin(folder, file) && LinksStay(folder, path, file)) return file;
        throw new UserErrorException(
            $"{path} has weights in '{weights.Location}', which is outside of its folder; it was not read", NextStep);
    }

    /// <summary>A link may lead to where the ONNX file itself leads, as in a cache of downloads, and nowhere else.</summary>
    private static bool LinksStay(string folder, string path, string file)
    {
        string? part = Path.GetDirectoryName(file);
        for (; part is not null && part != folder; part = Path.GetDirectoryName(part))
        {
            if (new DirectoryInfo(part).LinkTarget is not null) return false;
        }
        string real = RealPath(file);
        return real == file || IsWithin(folder, real) || IsWithin(Path.GetDirectoryName(RealPath(Path.GetFullPath(path)))!, real);
    }

    private static bool IsWithin(string folder, string file) => file.StartsWith(folder.TrimEnd('/') + '/', StringComparison.Ordinal);

    private static string RealPath(string file) =>
        new FileInfo(file).LinkTarget is null ? file : File.ResolveLinkTarget(file, returnFinalTarget: true)!.FullName;
}
