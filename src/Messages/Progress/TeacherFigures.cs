namespace Distillery.Messages.Progress;

/// <summary>How a node's teacher stands, and what it has done since the node started. For people alone: nothing is decided by
/// it.</summary>
/// <param name="QueueLength">Queries that wait for it or are being answered.</param>
/// <param name="AnsweredImages">Images that it has answered about, for ranks of its own node and for other processes.</param>
/// <param name="BusyCount">Queries of other processes that it turned away because its queue was full.</param>
/// <param name="LatencySeconds">From a query's arrival to its answer, over about the last 20; NaN before the first.</param>
public sealed record TeacherFigures(int QueueLength, long AnsweredImages, long BusyCount, double LatencySeconds);
