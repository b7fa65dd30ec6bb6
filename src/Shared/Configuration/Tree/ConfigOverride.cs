using System.Globalization;

namespace Distillery.Shared.Configuration.Tree;

/// <summary>One <c>--set key=value</c>: the value replaces whatever stood at the key.</summary>
/// <remarks>The value is read as YAML, so lists and maps can be written in their bracket form. A number in the key is
/// an index into a list, counted from 0; a key below a list without an index goes to every entry of the list.</remarks>
internal sealed class ConfigOverride
{
    private readonly Origin _origin;
    private readonly string[] _keys;
    private readonly ConfigNode _value;

    private ConfigOverride(Origin origin, string[] keys, ConfigNode value)
    {
        _origin = origin;
        _keys = keys;
        _value = value;
    }

    /// <exception cref="UserErrorException">The argument has no '=' or no key, or its value is not YAML.</exception>
    internal static ConfigOverride Parse(string argument)
    {
        Origin origin = Origin.OfOverride(argument);
        int separator = argument.IndexOf('=', StringComparison.Ordinal);
        string[] keys = separator < 0 ? [] : argument[..separator].Split('.', StringSplitOptions.TrimEntries);
        if (keys.Length == 0 || keys.Contains(""))
            throw new UserErrorException(
                $"{origin}: an override has the form key=value", "Write it like '--set train.batch=32'.");
        if (keys[0] == ConfigFile.ExtendsKey)
            throw new UserErrorException(
                $"{origin}: '{ConfigFile.ExtendsKey}' can only be stated in a file",
                "Start from the other file, or set its keys one by one.");
        return new ConfigOverride(origin, keys, YamlTreeReader.Read(argument[(separator + 1)..], origin));
    }

    internal ConfigMap ApplyTo(ConfigMap tree) => (ConfigMap)Replaced(tree, position: 0);

    private ConfigNode Replaced(ConfigNode node, int position)
    {
        if (position == _keys.Length) return _value;
        return node switch
        {
            ConfigMap map => ReplacedInMap(map, position),
            ConfigList list => ReplacedInList(list, position),
            { IsNull: true } => ReplacedInMap(new ConfigMap([], _origin), position),
            _ => throw Refused(position, "is a single value and has no keys below it"),
        };
    }

    private ConfigMap ReplacedInMap(ConfigMap map, int position)
    {
        string key = _keys[position];
        ConfigNode old = map.Find(key)?.Value ?? new ConfigScalar("", isQuoted: false, _origin);
        return map.With(new ConfigEntry(key, Replaced(old, position + 1), _origin));
    }

    private ConfigList ReplacedInList(ConfigList list, int position)
    {
        bool hasIndex = int.TryParse(_keys[position], NumberStyles.None, CultureInfo.InvariantCulture, out int index);
        if (hasIndex && index >= list.Items.Count)
            throw Refused(position, $"has {list.Items.Count} entries, numbered from 0, so {index} is none of them");
        IEnumerable<ConfigNode> items = list.Items.Select((item, at) =>
            !hasIndex ? Replaced(item, position) : at == index ? Replaced(item, position + 1) : item);
        return new ConfigList([.. items], _origin);
    }

    private UserErrorException Refused(int position, string problem) =>
        new($"{_origin}: {string.Join('.', _keys[..position])} {problem}",
            "docs/configuration.md lists every key; correct the one in --set.");
}
