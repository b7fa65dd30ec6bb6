using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Distillery.ClusterBench.Host;

/// <summary>Keeps what is logged.</summary>
internal sealed class CollectedLogs : ILoggerFactory
{
    private readonly ConcurrentQueue<(EventId Id, string Text)> _lines = new();

    internal IReadOnlyCollection<(EventId Id, string Text)> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Collector(_lines, categoryName);

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    private sealed class Collector(ConcurrentQueue<(EventId Id, string Text)> lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue((eventId, $"{category}: {formatter(state, exception)}"));
    }
}
