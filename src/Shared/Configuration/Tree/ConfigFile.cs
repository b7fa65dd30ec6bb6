using System.Text;

namespace Distillery.Shared.Configuration.Tree;

/// <summary>Loads a configuration file together with the files that it extends.</summary>
internal static class ConfigFile
{
    internal const string ExtendsKey = "extends";

    /// <summary>A configuration is a page or two; a larger file is something else.</summary>
    private const int MaximumBytes = 256 * 1024;

    /// <summary>A longer chain of files cannot be followed by a reader either.</summary>
    private const int MaximumChain = 16;

    private static readonly UTF8Encoding StrictUtf8 =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The keys of the file on top of those of the file it extends, and so on.</summary>
    internal static ConfigMap Load(string path) => Load(path, chain: []);

    private static ConfigMap Load(string path, IReadOnlyList<string> chain)
    {
        ConfigMap map = AsMap(YamlTreeReader.Read(ReadText(path), Origin.OfFile(path)));
        if (map.Find(ExtendsKey) is not { } extends) return map;

        IReadOnlyList<string> longer = [.. chain, path];
        string basePath = BasePath(extends, longer);
        return Load(basePath, longer).MergedWith(map.Without(ExtendsKey));
    }

    internal static ConfigMap AsMap(ConfigNode node)
    {
        if (node is ConfigMap map) return map;
        if (node.IsNull) return new ConfigMap([], node.Origin);
        throw new UserErrorException(
            $"{node.Origin}: a configuration is a map of keys, but this is {node.Kind}",
            "Begin with a key such as 'data:'; examples/ has complete files.");
    }

    private static string BasePath(ConfigEntry extends, IReadOnlyList<string> chain)
    {
        if (extends.Value is not ConfigScalar { IsNull: false } scalar)
            throw new UserErrorException(
                $"{extends.Origin}: {ExtendsKey}: must be the path of one file, but is {extends.Value.Kind}",
                $"Write '{ExtendsKey}: base.yaml', relative to this file.");
        string basePath = Path.Combine(extends.Origin.BaseDirectory, scalar.Text);
        if (chain.Any(file => Path.GetFullPath(file) == Path.GetFullPath(basePath)))
            throw new UserErrorException(
                $"{extends.Origin}: {ExtendsKey}: the files extend each other in a circle: " +
                string.Join(" -> ", chain.Append(basePath)),
                $"Remove one '{ExtendsKey}'.");
        if (chain.Count >= MaximumChain)
            throw new UserErrorException(
                $"{extends.Origin}: {ExtendsKey}: more than {MaximumChain} files extend each other",
                "Join some of them.");
        if (!File.Exists(basePath))
            throw new UserErrorException(
                $"{extends.Origin}: {ExtendsKey}: there is no file {basePath}",
                "Correct the path; it is relative to the file that states it.");
        return basePath;
    }

    private static string ReadText(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            byte[] bytes = new byte[MaximumBytes + 1];
            int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MaximumBytes)
                throw new UserErrorException(
                    $"{path}: the file is larger than {MaximumBytes / 1024} KiB, so it is no configuration",
                    "Name the YAML file of the run.");
            return StrictUtf8.GetString(bytes, 0, length).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException exception)
        {
            throw new UserErrorException(
                $"{path}: the file is not UTF-8 text", "Name the YAML file of the run, saved as UTF-8.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UserErrorException(
                $"{path}: the configuration cannot be read: {exception.Message}",
                "Check the path; examples/ has configurations to start from.", exception);
        }
    }
}
