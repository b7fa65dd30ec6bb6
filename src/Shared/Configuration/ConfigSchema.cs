using Distillery.Shared.Configuration.Reading;
using Distillery.Shared.Configuration.Tree;

namespace Distillery.Shared.Configuration;

/// <summary>Every key that a configuration may state, found by reading a small one and noting what was asked
/// for.</summary>
public static class ConfigSchema
{
    private const string Smallest = """
        data: {format: idx, path: /data, views: 2}
        teacher: {architecture: ensemble, members: {architecture: resnet20, weights: /teacher}, top1: 0.9, answers: {path: /answers}}
        student: {architecture: resnet8}
        method: {name: unix}
        train: {epochs: 1}
        cluster: {tls: {certificate: /certificate, key: /key, authority: /authority}}
        """;

    private static readonly Lazy<IReadOnlyList<ConfigKey>> LazyKeys = new(ReadKeys);

    /// <summary>The keys, in the order of the sections; <c>extends</c>, which is not kept, is not among them.</summary>
    public static IReadOnlyList<ConfigKey> Keys => LazyKeys.Value;

    private static IReadOnlyList<ConfigKey> ReadKeys()
    {
        var reading = new ConfigReading();
        var tree = (ConfigMap)YamlTreeReader.Read(Smallest, new Origin("schema", 1, ""));
        RunConfigReader.Read(tree, defaultName: "schema", reading);
        return reading.Keys;
    }
}
