using System.Security.Cryptography;
using System.Text;
using Distillery.Shared.Configuration.Tree;

namespace Distillery.Shared.Configuration;

/// <summary>The part of a configuration that can influence what a run computes, as text, hash and
/// differences.</summary>
internal static class ConfigFingerprint
{
    private const string Absent = "(absent)";

    /// <summary>Keys and sections without influence: names, places, and how the run is watched and kept safe. The
    /// contents of the data and weight files count, but they are checked by those who read them.</summary>
    private static readonly string[] WithoutInfluence =
    [
        "name", "data.path", "data.prefetch", "data.cache", "data.workers", "teacher.weights", "teacher.top1",
        "teacher.top1_tolerance", "teacher.batch", "teacher.members.weights", "teacher.pool", "teacher.answers.path",
        "method.label", "train.skipped_steps_limit", "checkpoint", "cluster", "telemetry",
    ];

    /// <summary>Keys with influence in sections that have none else.</summary>
    private static readonly string[] WithInfluence = ["cluster.wire"];

    /// <summary>Where a file is has no influence, but whether there is one has.</summary>
    private const string StartingWeights = "student.weights";

    internal static string Of(RunConfig config)
    {
        IEnumerable<string> lines = Lines(config).Select(line => $"{line.Key}: {line.Value}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }

    /// <summary>Of what makes a training image what a teacher sees, apart from which images there are.</summary>
    internal static string OfImages(RunConfig config)
    {
        string[] countOnly = ["data.limit", "data.validation_limit", "data.views"];
        IEnumerable<string> lines = Lines(config)
            .Where(line => line.Key.StartsWith("data.", StringComparison.Ordinal) && !countOnly.Contains(line.Key))
            .Select(line => $"{line.Key}: {line.Value}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }

    internal static IReadOnlyList<string> Differences(RunConfig before, RunConfig after)
    {
        OrderedDictionary<string, string> old = Lines(before);
        OrderedDictionary<string, string> current = Lines(after);
        return
        [
            .. old.Keys.Union(current.Keys)
                .Select(key => (key, from: ValueOf(old, key), to: ValueOf(current, key)))
                .Where(line => line.from != line.to)
                .Select(line => $"{line.key}: {line.from} -> {line.to}"),
        ];
    }

    private static string ValueOf(OrderedDictionary<string, string> lines, string key) =>
        lines.GetValueOrDefault(key, Absent);

    private static OrderedDictionary<string, string> Lines(RunConfig config)
    {
        var lines = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        AddMap(lines, config.ToTree(), path: "", schemaPath: "");
        return lines;
    }

    private static void AddMap(OrderedDictionary<string, string> lines, ConfigMap map, string path, string schemaPath)
    {
        foreach (ConfigEntry entry in map.Entries)
        {
            string schemaKey = schemaPath + entry.Key;
            if (HasInfluence(schemaKey)) AddValue(lines, entry.Value, path + entry.Key, schemaKey);
        }
    }

    /// <summary>Of a key that stands alone, or of some key in its section.</summary>
    private static bool HasInfluence(string schemaKey)
    {
        string section = schemaKey.Split('.')[0];
        if (WithInfluence.Any(key => key == schemaKey || key.StartsWith($"{schemaKey}.", StringComparison.Ordinal))) return true;
        return !WithoutInfluence.Contains(schemaKey) && !WithoutInfluence.Contains(section);
    }

    private static void AddValue(
        OrderedDictionary<string, string> lines, ConfigNode value, string key, string schemaKey)
    {
        if (value is ConfigMap map)
        {
            AddMap(lines, map, $"{key}.", $"{schemaKey}.");
        }
        else if (value is ConfigList { Items: [ConfigMap, ..] } list)
        {
            for (int i = 0; i < list.Items.Count; i++) AddValue(lines, list.Items[i], $"{key}.{i}", schemaKey);
        }
        else
        {
            lines[key] = schemaKey == StartingWeights && !value.IsNull ? "(a file)" : YamlTreeWriter.Inline(value);
        }
    }
}
