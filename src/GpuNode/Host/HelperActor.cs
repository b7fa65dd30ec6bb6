using System.Collections.Concurrent;
using Distillery.GpuNode.Helpers;
using Distillery.GpuNode.Protocol.Helpers;
using Distillery.GpuNode.Telemetry;
using Distillery.Messages;
using Distillery.Messages.Helpers;
using Distillery.Messages.Teachers;
using Distillery.Shared.Actors.Host;
using Distillery.Shared.Transport;

namespace Distillery.GpuNode.Host;

/// <summary>A node's part in asking helpers of one role, and in being one: both machines on one loop, and the threads that compute
/// answers. It shares the node's transport.</summary>
public sealed class HelperActor : IHelperDoor, IHelperPoolOutbox, IHelperDeskOutbox, IDisposable
{
    // Late answers and dials are found this late; a batch that waits to become full has a timer.
    private static readonly TimeSpan TickPeriod = TimeSpan.FromMilliseconds(10);

    private readonly string _name;
    private readonly Func<ITransport> _transport;
    private readonly Action<string> _tell;
    private readonly Action<Exception> _broken;
    private readonly IHelperMeters _meters;
    private readonly TimeProvider _time;
    private readonly ActorLoop _loop;
    private readonly HelperPool _pool;
    private readonly HelperDesk _desk;
    private readonly ConcurrentDictionary<long, PendingAnswer> _pending = [];
    private readonly QueryTimes _queryTimes; // The loop's alone.
    private readonly TaskCompletionSource<ulong> _fingerprint = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _due;
    private HelperThreads? _threads;
    private long? _dueMilliseconds;
    private long _numbers;

    /// <param name="name">What people call a helper of this role: teacher, data node.</param>
    /// <param name="transport">The node's, once it is there.</param>
    /// <param name="broken">Gets the first failure.</param>
    public HelperActor(
        NodeId self, string name, Func<ITransport> transport, Action<string> tell, Action<Exception> broken, IHelperMeters meters,
        TimeProvider time)
    {
        (_name, _transport, _tell, _broken, _meters, _time) = (name, transport, tell, broken, meters, time);
        _loop = new ActorLoop($"{name}s", TickPeriod, Tick, broken, time);
        _pool = new HelperPool(self, name, this);
        _desk = new HelperDesk(this);
        _queryTimes = new QueryTimes(time);
        _due = time.CreateTimer(_ => _loop.Post(() => Tick(_loop.Milliseconds)), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How asking went so far.</summary>
    public AnswerStatistics Statistics { get; } = new();

    public void Start() => _loop.Start();

    /// <summary>Asks within other limits from now on.</summary>
    public void Use(HelperPoolLimits limits) => _loop.Post(() => _pool.Use(limits));

    /// <summary>Answers queries from now on.</summary>
    /// <param name="fingerprint">Of what answers.</param>
    /// <param name="torchThreads">Inside one operator; null where libtorch is not used.</param>
    public void Serve(IHelperService service, ulong fingerprint, HelperDeskLimits limits, int? torchThreads) => _loop.Post(() =>
    {
        _threads = new HelperThreads(service, limits.Workers, torchThreads, _name, _broken);
        _desk.Open(fingerprint, limits);
    });

    public void Connected(NodeId peer) => _loop.Post(() => _pool.Connected(peer));

    public void Lost(NodeId peer) => _loop.Post(() =>
    {
        _pool.Lost(peer);
        _desk.Lost(peer);
        _queryTimes.Lost(peer);
        LookAtDesk();
    });

    public void Receive(NodeId sender, HelperMessage message) => _loop.Post(() =>
    {
        Count(message);
        if (message is HelperQuery query)
        {
            _queryTimes.Came(sender, query.Query);
            _desk.Tick(_loop.Milliseconds); // How long it waits is counted from now on.
            _desk.Receive(sender, query);
            LookAtDesk();
        }
        else _pool.Receive(sender, message);
        if (_pool.Fingerprint is { } fingerprint) _fingerprint.TrySetResult(fingerprint);
    });

    /// <summary>Of those that are asked; waits until the coordinator has said who they are.</summary>
    /// <exception cref="OperationCanceledException">It was told to wait no longer.</exception>
    public ulong Fingerprint(CancellationToken stop)
    {
        _fingerprint.Task.Wait(stop);
        return _fingerprint.Task.Result;
    }

    long IHelperDoor.NextNumber() => Interlocked.Increment(ref _numbers);

    Task<HelperAnswer?> IHelperDoor.Ask(HelperQuery query, int answerBytes)
    {
        PendingAnswer pending = new(_time.GetTimestamp(), query.Count);
        _pending[query.Query] = pending;
        _loop.Post(() => _pool.Ask(query, answerBytes));
        return pending.Answer.Task;
    }

    void IHelperDoor.GiveUp(long number)
    {
        if (_pending.TryRemove(number, out _)) _loop.Post(() => _pool.GiveUp(number));
    }

    /// <summary>Ends the threads. Whoever still waits for an answer is told by its own stop.</summary>
    public void Dispose()
    {
        _due.Dispose();
        _loop.Dispose();
        _threads?.Dispose();
    }

    void IHelperPoolOutbox.Connect(NodeId helper, string address) => _transport().Connect(helper, address);

    void IHelperPoolOutbox.Send(NodeId helper, HelperQuery query, QuerySending why)
    {
        Statistics.CountSent(why);
        if (why is QuerySending.AfterLoss or QuerySending.Late) _meters.Ended(query.Count, QueryOutcome.Retried);
        _transport().Send(helper, query);
    }

    void IHelperPoolOutbox.Answered(HelperAnswer answer)
    {
        if (!_pending.TryRemove(answer.Query, out PendingAnswer? pending))
        {
            answer.Payload.Dispose();
            return;
        }
        TimeSpan latency = _time.GetElapsedTime(pending.AskedAt);
        Statistics.CountAnswered(latency);
        _meters.Ended(pending.Images, QueryOutcome.Answered);
        _meters.Latency(latency.TotalSeconds);
        pending.Answer.TrySetResult(answer);
    }

    void IHelperPoolOutbox.HandedBack(long query)
    {
        if (!_pending.TryRemove(query, out PendingAnswer? pending)) return;
        _meters.Ended(pending.Images, QueryOutcome.Failed);
        pending.Answer.TrySetResult(null);
    }

    void IHelperPoolOutbox.Ignored(NodeId sender, Message message, string reason)
    {
        // A second answer, or one that came after the query was given up.
    }

    void IHelperPoolOutbox.Tell(string text) => _tell(text);

    void IHelperDeskOutbox.Send(NodeId asker, Message message)
    {
        if (_queryTimes.Left(asker, message) is { } seconds) _meters.Served(seconds);
        if (message is HelperBusy) _meters.TurnedAway();
        _transport().Send(asker, message);
    }

    void IHelperDeskOutbox.Compute(long batch, IReadOnlyList<HelperQuery> queries) =>
        _threads!.Post(queries, answers => _loop.Post(() =>
        {
            _desk.Done(batch, answers);
            LookAtDesk();
        }));

    void IHelperDeskOutbox.Ignored(NodeId sender, Message message, string reason)
    {
        // A query that is here already.
    }

    private void Tick(long milliseconds)
    {
        _pool.Tick(milliseconds);
        _desk.Tick(milliseconds);
        LookAtDesk();
    }

    /// <summary>What the pool does not tell, as it changes nothing for it.</summary>
    private void Count(HelperMessage message)
    {
        switch (message)
        {
            case TeacherAnswer answer when _pending.TryGetValue(answer.Query, out PendingAnswer? answered):
                Statistics.CountBatch(answered.Images, answer.BatchImages);
                break;
            case HelperBusy busy when _pending.TryGetValue(busy.Query, out PendingAnswer? turnedAway):
                _meters.Ended(turnedAway.Images, QueryOutcome.Busy);
                break;
        }
    }

    private void LookAtDesk()
    {
        _meters.Queue(_desk.WaitingCount + _desk.ComputingCount);
        if (_desk.DueMilliseconds == _dueMilliseconds) return;
        _dueMilliseconds = _desk.DueMilliseconds;
        if (_dueMilliseconds is { } due)
            _due.Change(TimeSpan.FromMilliseconds(Math.Max(0, due - _loop.Milliseconds) + 1), Timeout.InfiniteTimeSpan);
    }

    private sealed class PendingAnswer(long askedAt, int images)
    {
        internal int Images { get; } = images;

        internal long AskedAt { get; } = askedAt;

        internal TaskCompletionSource<HelperAnswer?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
