using Distillery.GpuNode.Protocol;
using Distillery.Messages;
using Microsoft.Extensions.Logging;

namespace Distillery.Cli.Logs;

/// <summary>What a node process says: sentences for the process that has started it, or a log.</summary>
internal sealed class NodeLog
{
    private readonly Action<string> _tell;
    private readonly LineLogger? _log;
    private Generation _generation;

    private NodeLog(Action<string> tell, LineLogger? log) => (_tell, _log) = (tell, log);

    /// <summary>Sentences alone, as they are.</summary>
    internal static NodeLog Plain(Action<string> tell) => new(tell, log: null);

    internal static NodeLog To(LineLogger log) => new(log.NodeTold, log);

    /// <summary>For the cluster's engine.</summary>
    internal ILoggerFactory Logs => _log is null ? new SentenceLogs(_tell) : new OneLog(_log);

    /// <summary>What takes a while, and other things that are as they should be.</summary>
    internal void Tell(string text) => _tell(text);

    /// <summary>A connection that does not come, or has broken.</summary>
    internal void Link(string text)
    {
        if (_log is null) _tell(text);
        else _log.Link(text);
    }

    internal void Identify(NodeId self)
    {
        if (_log is not null) _log.Place = _log.Place with { Node = self.Value };
    }

    /// <summary>Where the node stands; told again and again by its loop.</summary>
    internal void Locate(string? runId, Generation generation, long? appliedSteps)
    {
        if (_log is null) return;
        LogPlace place = _log.Place;
        if (place.Run == runId && _generation == generation && place.Step == appliedSteps) return;
        bool isNew = _generation != generation;
        _generation = generation;
        _log.Place = place with { Run = runId, Generation = generation == default ? null : generation.ToString(), Step = appliedSteps };
        if (isNew) _log.NodePlaced(generation.ToString());
    }

    internal void Ended(NodeExit exit, bool isGood)
    {
        if (_log is null) return;
        if (isGood) _log.NodeEnded(exit.Text);
        else _log.NodeFailed($"{exit.Text}. {exit.NextStep}");
    }
}
