using Akka.Event;

namespace Distillery.Shared.Cluster;

/// <summary>Takes what Akka would write to standard output before its loggers run and after they have ended, and drops it: standard
/// output belongs to the program's answers.</summary>
/// <remarks>Akka creates it by its name. A level alone does not do: what is left in a logger's mailbox goes here whatever it is.</remarks>
public sealed class NoOutput : MinimalLogger
{
    protected override void Log(object message)
    {
        // Nowhere.
    }
}
