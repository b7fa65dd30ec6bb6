using Microsoft.Extensions.Logging;

namespace Distillery.Cli.Logs;

/// <summary>Logs of the cluster's engine where no log is kept: its warnings as sentences for the person.</summary>
internal sealed class SentenceLogs(Action<string> tell) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("sentences go to one place");

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning && logLevel != LogLevel.None;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) tell(formatter(state, exception));
    }

    public void Dispose()
    {
        // Nothing is kept.
    }
}
