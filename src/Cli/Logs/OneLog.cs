using Microsoft.Extensions.Logging;

namespace Distillery.Cli.Logs;

/// <summary>A process's one log, for whatever part of it.</summary>
internal sealed class OneLog(ILogger log) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => log;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("a process has one log");

    public void Dispose()
    {
        // The log outlives whoever writes to it.
    }
}
