using Distillery.Shared.Configuration.Reading;
using Distillery.Shared.Configuration.Tree;

namespace Distillery.Shared.Configuration;

/// <summary>Loads run configurations. What counts more comes later: defaults, the file that is extended, the file, the
/// command line. Environment variables count for nothing.</summary>
public static class ConfigLoader
{
    private const string MethodKey = "method";
    private const string DefaultName = "run";

    /// <summary>Loads a file and puts the overrides of the command line on top, in their order.</summary>
    /// <param name="path">The YAML file.</param>
    /// <param name="overrides">Arguments of the form <c>train.batch=32</c> or <c>method.0.keep=36</c>.</param>
    /// <exception cref="UserErrorException">The file cannot be read, or anything in it or in the overrides is wrong;
    /// the message names every error with its file, line and key.</exception>
    public static RunConfig Load(string path, IReadOnlyList<string> overrides)
    {
        ConfigMap tree = WithMethodAsList(ConfigFile.Load(path));
        foreach (string argument in overrides)
            tree = WithMethodAsList(ConfigOverride.Parse(argument).ApplyTo(tree));
        return RunConfigReader.Read(tree, Path.GetFileNameWithoutExtension(path), new ConfigReading());
    }

    /// <summary>Reads a configuration that is no file, such as the one which a coordinator sends to its
    /// nodes.</summary>
    /// <param name="yaml">The text; it cannot extend a file, and its relative paths start from the current
    /// folder.</param>
    /// <param name="source">What the text is called in error messages.</param>
    /// <exception cref="UserErrorException">Anything in it is wrong.</exception>
    public static RunConfig Parse(string yaml, string source)
    {
        ConfigMap tree = ConfigFile.AsMap(YamlTreeReader.Read(yaml, new Origin(source, 1, "")));
        return RunConfigReader.Read(tree, DefaultName, new ConfigReading());
    }

    /// <summary>A single method becomes a list of one, so that an override may address it with and without
    /// index.</summary>
    private static ConfigMap WithMethodAsList(ConfigMap tree) =>
        tree.Find(MethodKey) is { Value: ConfigMap single } entry
            ? tree.With(entry with { Value = new ConfigList([single], single.Origin) })
            : tree;
}
