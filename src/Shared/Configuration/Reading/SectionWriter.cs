using Distillery.Shared.Configuration.Tree;

namespace Distillery.Shared.Configuration.Reading;

/// <summary>Collects the effective keys and values of a section, the mirror of <see cref="SectionReader"/>.</summary>
internal sealed class SectionWriter
{
    private static readonly Origin Effective = new("effective configuration", 0, "");

    private readonly List<ConfigEntry> _entries = [];

    internal ConfigMap Map => new(_entries, Effective);

    internal void Put(string key, string? text) =>
        Add(key, text is null ? Plain("null") : new ConfigScalar(text, isQuoted: true, Effective));

    internal void Put(string key, long? value) => Add(key, Plain(value is { } number ? Words.Of(number) : "null"));

    internal void Put(string key, double? value) => Add(key, Plain(value is { } number ? Words.Of(number) : "null"));

    internal void Put(string key, bool value) => Add(key, Plain(Words.Of(value)));

    internal void Put<T>(string key, T choice) where T : struct, Enum => Add(key, Plain(Words.Of(choice)));

    internal void Put(string key, ValueList<double> values) =>
        Add(key, new ConfigList([.. values.Select(value => Plain(Words.Of(value)))], Effective));

    internal void Put(string key, ValueList<int> values) =>
        Add(key, new ConfigList([.. values.Select(value => Plain(Words.Of(value)))], Effective));

    internal void Put(string key, Action<SectionWriter> writeSection) => Add(key, Written(writeSection));

    /// <summary>A list of sections; one alone is written without the list.</summary>
    internal void Put(string key, IReadOnlyList<Action<SectionWriter>> writeSections) =>
        Add(key, writeSections is [{ } single]
            ? Written(single)
            : new ConfigList([.. writeSections.Select(Written)], Effective));

    internal static ConfigMap Written(Action<SectionWriter> writeSection)
    {
        var section = new SectionWriter();
        writeSection(section);
        return section.Map;
    }

    private void Add(string key, ConfigNode value) => _entries.Add(new ConfigEntry(key, value, Effective));

    private static ConfigScalar Plain(string text) => new(text, isQuoted: false, Effective);
}
