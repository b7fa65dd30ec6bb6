using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Distillery.Shared.Configuration.Tree;

/// <summary>Turns YAML text into configuration nodes that know their line.</summary>
/// <remarks>It reads the parser's events rather than YamlDotNet's node tree: nesting stays within a limit before it
/// can exhaust the stack, an alias costs no copy, and a repeated key is named with both of its lines.</remarks>
internal sealed class YamlTreeReader
{
    /// <summary>Sections are three levels deep; more than this many is a mistake or an attack.</summary>
    private const int MaximumDepth = 32;

    private readonly Parser _parser;
    private readonly Origin _origin;
    private readonly Dictionary<string, ConfigNode> _anchors = new(StringComparer.Ordinal);

    private YamlTreeReader(string yaml, Origin origin)
    {
        _parser = new Parser(new StringReader(yaml));
        _origin = origin;
    }

    /// <summary>Reads one document, of any kind; an empty text is a null value.</summary>
    /// <exception cref="UserErrorException">The text is not YAML, holds several documents, or repeats a
    /// key.</exception>
    internal static ConfigNode Read(string yaml, Origin origin)
    {
        try
        {
            return new YamlTreeReader(yaml, origin).ReadDocument();
        }
        catch (YamlException exception)
        {
            Origin place = origin.AtLine((int)exception.Start.Line);
            throw new UserErrorException(
                $"{place}: this is not valid YAML: {exception.Message}",
                "Correct the line, or the one before it; look at its indentation, colons and quotes.",
                exception);
        }
    }

    private ConfigNode ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _)) return new ConfigScalar("", isQuoted: false, _origin);
        _parser.Consume<DocumentStart>();
        ConfigNode node = ReadNode(0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out DocumentStart? second))
            throw Refused(second, "a second YAML document begins here", "Keep one document, without '---' lines.");
        return node;
    }

    private ConfigNode ReadNode(int depth)
    {
        ParsingEvent current = _parser.Consume<ParsingEvent>();
        if (depth > MaximumDepth)
            throw Refused(current, $"keys are nested more than {MaximumDepth} deep", "Use the documented sections.");
        if (current is AnchorAlias alias) return Resolve(alias);

        NodeEvent start = (NodeEvent)current;
        if (!start.Tag.IsEmpty && !start.Tag.IsNonSpecific)
            throw Refused(start, $"the tag '{start.Tag.Value}' is not used here", "Write the plain value.");
        ConfigNode node = start switch
        {
            MappingStart => ReadMap(start, depth),
            SequenceStart => ReadList(start, depth),
            Scalar scalar => new ConfigScalar(scalar.Value, scalar.Style != ScalarStyle.Plain, OriginOf(start)),
            _ => throw Refused(start, "this YAML construct is not used here", "Write a value, a list or a map."),
        };
        if (!start.Anchor.IsEmpty) _anchors[start.Anchor.Value] = node;
        return node;
    }

    private ConfigNode Resolve(AnchorAlias alias) =>
        _anchors.TryGetValue(alias.Value.Value, out ConfigNode? node)
            ? node
            : throw Refused(
                alias, $"the alias '*{alias.Value}' has no anchor before it", $"Define '&{alias.Value}' above it.");

    private ConfigList ReadList(NodeEvent start, int depth)
    {
        List<ConfigNode> items = [];
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadNode(depth + 1));
        return new ConfigList(items, OriginOf(start));
    }

    private ConfigMap ReadMap(NodeEvent start, int depth)
    {
        Dictionary<string, ConfigEntry> entries = new(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out Scalar? key) || key is null)
                throw Refused(_parser.Current, "a key must be plain text", "Write 'key: value'.");
            Origin origin = OriginOf(key);
            if (entries.TryGetValue(key.Value, out ConfigEntry? first))
                throw Refused(
                    key, $"the key '{key.Value}' is repeated; it stands in line {first.Origin.Line} already",
                    "Remove one of the two.");
            entries.Add(key.Value, new ConfigEntry(key.Value, ReadNode(depth + 1), origin));
        }
        return new ConfigMap(entries.Values, OriginOf(start));
    }

    private Origin OriginOf(ParsingEvent parsed) => _origin.AtLine((int)parsed.Start.Line);

    private UserErrorException Refused(ParsingEvent? place, string problem, string nextStep) =>
        new($"{(place is null ? _origin : OriginOf(place))}: {problem}", nextStep);
}
