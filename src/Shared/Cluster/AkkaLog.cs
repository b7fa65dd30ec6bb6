using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Dispatch;
using Akka.Event;
using Microsoft.Extensions.Logging;

namespace Distillery.Shared.Cluster;

/// <summary>Writes what Akka says of itself to the process's log, one line an event and without stack traces.</summary>
/// <remarks>Akka creates it by its name.</remarks>
public sealed class AkkaLog : UntypedActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    /// <summary>Parts of Akka whose every try is a line. What matters of it is told by ClusterLog, by LossWatch and by the machines,
    /// in our words and with growing pauses.</summary>
    private static readonly string[] Muted =
    [
        "/system/endpointManager", "/system/transports", "/system/cluster/core/daemon/joinSeedNodeProcess",
        "Akka.Remote.", "remoting",
    ];

    private readonly ILogger _log;

    public AkkaLog() => _log = Context.System.Settings.Setup.Get<Target>().Value.Log;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case InitializeLogger: Sender.Tell(new LoggerInitialized()); break;
            case LogEvent said: Write(said); break;
            default: Unhandled(message); break;
        }
    }

    private void Write(LogEvent said)
    {
        if (Muted.Any(source => said.LogSource.Contains(source, StringComparison.Ordinal))) return;
        string text = said.Cause is { } cause ? $"{said.Message} ({cause.GetType().Name}: {cause.GetBaseException().Message})" : $"{said.Message}";
        if (said.LogLevel() == Akka.Event.LogLevel.ErrorLevel) ClusterLog.AkkaError(_log, text.ReplaceLineEndings(" "));
        else ClusterLog.AkkaWarning(_log, text.ReplaceLineEndings(" "));
    }

    /// <summary>Where an ActorSystem's <see cref="AkkaLog"/> writes.</summary>
    internal sealed class Target(ILogger log) : Setup
    {
        internal ILogger Log { get; } = log;
    }
}
