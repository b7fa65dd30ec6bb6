using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Distillery.Cli.Remote;
using Distillery.Shared.Configuration;
using Microsoft.Extensions.Logging;

namespace Distillery.Cli.Logs;

/// <summary>Writes a log: one line an event, as text or as JSON, with where the process stood. For any thread.</summary>
/// <param name="process">coordinator or node.</param>
/// <param name="write">Gets whole lines.</param>
internal sealed class LineLogger(string process, LogFormat format, LogSeverity least, TimeProvider time, Action<string> write) : ILogger
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private const string MessageName = "{OriginalFormat}"; // Under which generated messages hand on their template.

    private volatile LogPlace _place = new();

    /// <summary>What the lines from now on say.</summary>
    internal LogPlace Place
    {
        get => _place;
        set => _place = value;
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LevelOf(least) && logLevel != LogLevel.None;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        string now = time.GetUtcNow().ToString(TimeFormat, CultureInfo.InvariantCulture);
        string level = logLevel.ToString().ToLowerInvariant();
        string text = formatter(state, exception);
        IReadOnlyList<KeyValuePair<string, object?>> values = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
        write(format == LogFormat.Json ? Json(now, level, eventId, text, values) : Text(now, level, eventId, text));
    }

    private string Text(string now, string level, EventId id, string text)
    {
        LogPlace place = _place;
        StringBuilder line = new($"{now} {level} {process} {id.Name}");
        foreach ((string name, string? value) in Members(place)) if (value is not null) line.Append($" {name}={value}");
        return PlainText.Of(line.Append($": {text}").ToString());
    }

    private string Json(
        string now, string level, EventId id, string text, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        LogPlace place = _place;
        JsonObject line = new()
        {
            ["time"] = now, ["level"] = level, ["process"] = process, ["id"] = id.Id, ["event"] = id.Name,
        };
        foreach ((string name, string? value) in Members(place))
            if (value is not null) line[name] = name == "step" ? place.Step : value;
        line["text"] = text;
        foreach ((string key, object? value) in values)
        {
            string name = System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(key);
            if (key != MessageName && !line.ContainsKey(name)) line[name] = NodeOf(value);
        }
        return line.ToJsonString();
    }

    private static (string Name, string? Value)[] Members(LogPlace place) =>
    [
        ("run", place.Run), ("node", place.Node), ("generation", place.Generation),
        ("step", place.Step?.ToString(CultureInfo.InvariantCulture)),
    ];

    private static JsonNode? NodeOf(object? value) => value switch
    {
        null => null,
        long number => number,
        double number => double.IsFinite(number) ? number : null, // JSON has no NaN.
        _ => value.ToString(),
    };

    private static LogLevel LevelOf(LogSeverity severity) => severity switch
    {
        LogSeverity.Debug => LogLevel.Debug,
        LogSeverity.Information => LogLevel.Information,
        LogSeverity.Warning => LogLevel.Warning,
        _ => LogLevel.Error,
    };
}
