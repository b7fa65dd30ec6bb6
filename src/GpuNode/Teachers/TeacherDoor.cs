using System.Collections.Concurrent;
using Distillery.GpuNode.Helpers;
using Distillery.GpuNode.Protocol.Helpers;
using Distillery.GpuNode.Telemetry;
using Distillery.Messages.Helpers;
using Distillery.Messages.Teachers;
using Distillery.Shared.Actors;

namespace Distillery.GpuNode.Teachers;

/// <summary>A node's way to the teachers, or data nodes, of other processes, and theirs to its own: between threads that compute
/// and the actors that ask and answer. Any thread may call.</summary>
public sealed class TeacherDoor(IHelperMeters meters, TimeProvider time) : IHelperDoor
{
    private readonly ConcurrentDictionary<long, PendingAnswer> _pending = [];
    private readonly TaskCompletionSource<ulong> _fingerprint = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _numbers;

    /// <summary>How asking went so far.</summary>
    public AnswerStatistics Statistics { get; } = new();

    /// <summary>Asks.</summary>
    internal LateRef Pool { get; } = new();

    /// <summary>What that actor knows; null before it was made.</summary>
    internal HelperPool? Asking { get; set; }

    /// <summary>Answers.</summary>
    internal LateRef Teacher { get; } = new();

    /// <summary>What that actor knows; null before it was made.</summary>
    internal HelperDesk? Answering { get; set; }

    /// <summary>What answers; null before it is loaded.</summary>
    internal ServeQueries? Serving { get; set; }

    /// <summary>Asks within other limits from now on.</summary>
    public void Use(HelperPoolLimits limits) => Pool.Tell(new UseLimits(limits));

    /// <summary>Answers queries from now on.</summary>
    /// <param name="fingerprint">Of what answers.</param>
    /// <param name="torchThreads">Inside one operator; null where libtorch is not used.</param>
    public void Serve(IHelperService service, ulong fingerprint, HelperDeskLimits limits, int? torchThreads) =>
        Teacher.Tell(new ServeQueries(service, fingerprint, limits, torchThreads));

    /// <summary>Of those that are asked; waits until the coordinator has said who they are.</summary>
    /// <exception cref="OperationCanceledException">It was told to wait no longer.</exception>
    public ulong Fingerprint(CancellationToken stop)
    {
        _fingerprint.Task.Wait(stop);
        return _fingerprint.Task.Result;
    }

    public long NextNumber() => Interlocked.Increment(ref _numbers);

    public Task<HelperAnswer?> Ask(HelperQuery query, int answerBytes)
    {
        PendingAnswer pending = new(time.GetTimestamp(), query.Count);
        _pending[query.Query] = pending;
        Pool.Tell(new AskTeacher(query, answerBytes));
        return pending.Answer.Task;
    }

    public void GiveUp(long number)
    {
        if (_pending.TryRemove(number, out _)) Pool.Tell(new GiveUpQuery(number));
    }

    /// <summary>Brings what is heard of other processes to whom it concerns.</summary>
    internal void Hear(LinkEvent heard)
    {
        bool isQuery = heard is Heard { Message: HelperQuery };
        if (isQuery || heard is LinkDown) Teacher.Tell(heard);
        if (!isQuery) Pool.Tell(heard);
    }

    /// <summary>Those that are asked have this fingerprint.</summary>
    internal void Know(ulong fingerprint) => _fingerprint.TrySetResult(fingerprint);

    internal void CountSent(HelperQuery query, QuerySending why)
    {
        Statistics.CountSent(why);
        if (why is QuerySending.AfterLoss or QuerySending.Late) meters.Ended(query.Count, QueryOutcome.Retried);
    }

    /// <summary>What the pool does not tell, as it changes nothing for it.</summary>
    internal void Count(HelperMessage message)
    {
        switch (message)
        {
            case TeacherAnswer answer when _pending.TryGetValue(answer.Query, out PendingAnswer? answered):
                Statistics.CountBatch(answered.Images, answer.BatchImages);
                break;
            case HelperBusy busy when _pending.TryGetValue(busy.Query, out PendingAnswer? turnedAway):
                meters.Ended(turnedAway.Images, QueryOutcome.Busy);
                break;
        }
    }

    /// <summary>Gives the answer to who has asked; disposes it where nobody waits any more.</summary>
    internal void Complete(HelperAnswer answer)
    {
        if (!_pending.TryRemove(answer.Query, out PendingAnswer? pending))
        {
            answer.Payload.Dispose();
            return;
        }
        TimeSpan latency = time.GetElapsedTime(pending.AskedAt);
        Statistics.CountAnswered(latency);
        meters.Ended(pending.Images, QueryOutcome.Answered);
        meters.Latency(latency.TotalSeconds);
        pending.Answer.TrySetResult(answer);
    }

    /// <summary>Who has asked must do without an answer.</summary>
    internal void HandBack(long query)
    {
        if (!_pending.TryRemove(query, out PendingAnswer? pending)) return;
        meters.Ended(pending.Images, QueryOutcome.Failed);
        pending.Answer.TrySetResult(null);
    }

    private sealed class PendingAnswer(long askedAt, int images)
    {
        internal int Images { get; } = images;

        internal long AskedAt { get; } = askedAt;

        internal TaskCompletionSource<HelperAnswer?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
