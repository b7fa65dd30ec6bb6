using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>What a run tells about itself while it goes on. It never changes the result.</summary>
public sealed record TelemetryConfig
{
    /// <summary>The period of the lines in a log; 0 for a line a step.</summary>
    public double LogEverySeconds { get; init; }

    /// <summary>Whether an event file for TensorBoard is written beside the metrics.</summary>
    public bool Tensorboard { get; init; }

    /// <summary>How the lines of a coordinator's log look.</summary>
    public LogFormat LogFormat { get; init; }

    /// <summary>What they tell, and all that is worse.</summary>
    public LogSeverity LogLevel { get; init; } = LogSeverity.Information;

    /// <summary>Null when nothing is sent to a collector.</summary>
    public OtlpConfig? Otlp { get; init; }

    internal static TelemetryConfig Read(SectionReader section) => new()
    {
        LogEverySeconds = section.Number("log_every_seconds", 10, 0, 3600),
        Tensorboard = section.Flag("tensorboard", true),
        LogFormat = section.Choice<LogFormat>("log_format", LogFormat.Text),
        LogLevel = section.Choice<LogSeverity>("log_level", LogSeverity.Information),
        Otlp = OtlpConfig.Read(section.Section("otlp")),
    };

    internal void Write(SectionWriter section)
    {
        section.Put("log_every_seconds", LogEverySeconds);
        section.Put("tensorboard", Tensorboard);
        section.Put("log_format", LogFormat);
        section.Put("log_level", LogLevel);
        section.Put("otlp", inner => OtlpConfig.Write(Otlp, inner));
    }
}
