using System.Collections.Concurrent;
using Distillery.GpuNode.Protocol.Teachers;
using Distillery.GpuNode.Teacher.Answering;
using Distillery.GpuNode.Teacher.Asking;
using Distillery.GpuNode.Telemetry;
using Distillery.Messages;
using Distillery.Messages.Teachers;
using Distillery.Shared.Actors.Host;
using Distillery.Shared.Transport;

namespace Distillery.GpuNode.Host;

/// <summary>A node's part in asking and answering: both machines on one loop, and the threads that compute answers. It shares the
/// node's transport.</summary>
public sealed class TeacherActor : ITeacherDoor, ITeacherPoolOutbox, ITeacherDeskOutbox, IDisposable
{
    // Late answers and dials are found this late; nothing that waits for a tick is in a hurry.
    private static readonly TimeSpan TickPeriod = TimeSpan.FromMilliseconds(10);

    private readonly Func<ITransport> _transport;
    private readonly Action<string> _tell;
    private readonly Action<Exception> _broken;
    private readonly TeacherMeters? _meters;
    private readonly TimeProvider _time;
    private readonly ActorLoop _loop;
    private readonly TeacherPool _pool;
    private readonly TeacherDesk _desk;
    private readonly ConcurrentDictionary<long, PendingAnswer> _pending = [];
    private readonly QueryTimes _queryTimes; // The loop's alone.
    private readonly TaskCompletionSource<ulong> _teacher = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AnsweringThreads? _threads;
    private long _numbers;

    /// <param name="transport">The node's, once it is there.</param>
    /// <param name="broken">Gets the first failure.</param>
    /// <param name="meters">Get what is measured; null for nobody.</param>
    public TeacherActor(
        NodeId self, Func<ITransport> transport, Action<string> tell, Action<Exception> broken,
        TeacherMeters? meters, TimeProvider time)
    {
        (_transport, _tell, _broken, _meters, _time) = (transport, tell, broken, meters, time);
        _loop = new ActorLoop("teachers", TickPeriod, Tick, broken, time);
        _pool = new TeacherPool(self, this);
        _desk = new TeacherDesk(this);
        _queryTimes = new QueryTimes(time);
    }

    /// <summary>How asking went so far.</summary>
    public AnswerStatistics Statistics { get; } = new();

    /// <summary>Whether a message is between askers and teachers.</summary>
    public static bool IsFor(Message message) =>
        message is TeacherQuery or TeacherAnswer or TeacherBusy or TeacherRefused or TeacherRoster;

    public void Start() => _loop.Start();

    /// <summary>Asks within other limits from now on.</summary>
    public void Use(TeacherPoolLimits limits) => _loop.Post(() => _pool.Use(limits));

    /// <summary>Answers queries from now on.</summary>
    /// <param name="torchThreads">Inside one operator.</param>
    public void Serve(ITeacherService service, ulong teacher, TeacherDeskLimits limits, int torchThreads) => _loop.Post(() =>
    {
        _threads = new AnsweringThreads(service, limits.Workers, torchThreads, _broken);
        _desk.Open(teacher, limits);
    });

    public void Connected(NodeId peer) => _loop.Post(() => _pool.Connected(peer));

    public void Lost(NodeId peer) => _loop.Post(() =>
    {
        _pool.Lost(peer);
        _desk.Lost(peer);
        _queryTimes.Lost(peer);
        ShowQueue();
    });

    public void Receive(NodeId sender, Message message) => _loop.Post(() =>
    {
        Count(message);
        if (message is TeacherQuery query)
        {
            _queryTimes.Came(sender, query.Query);
            _desk.Receive(sender, query);
        }
        else _pool.Receive(sender, message);
        if (_pool.Teacher is { } teacher) _teacher.TrySetResult(teacher);
        ShowQueue();
    });

    /// <summary>Of the teacher that is asked; waits until the coordinator has said who teaches.</summary>
    /// <exception cref="OperationCanceledException">It was told to wait no longer.</exception>
    public ulong Fingerprint(CancellationToken stop)
    {
        _teacher.Task.Wait(stop);
        return _teacher.Task.Result;
    }

    long ITeacherDoor.NextNumber() => Interlocked.Increment(ref _numbers);

    Task<Payload> ITeacherDoor.Ask(TeacherQuery query, int answerBytes)
    {
        PendingAnswer pending = new(_time.GetTimestamp(), query.Kept);
        _pending[query.Query] = pending;
        _loop.Post(() => _pool.Ask(query, answerBytes));
        return pending.Answer.Task;
    }

    void ITeacherDoor.GiveUp(long number)
    {
        if (_pending.TryRemove(number, out _)) _loop.Post(() => _pool.GiveUp(number));
    }

    /// <summary>Ends the threads. Whoever still waits for an answer is told by its own stop.</summary>
    public void Dispose()
    {
        _loop.Dispose();
        _threads?.Dispose();
    }

    void ITeacherPoolOutbox.Connect(NodeId teacher, string address) => _transport().Connect(teacher, address);

    void ITeacherPoolOutbox.Send(NodeId teacher, TeacherQuery query, QuerySending why)
    {
        Statistics.CountSent(why);
        if (why is QuerySending.AfterLoss or QuerySending.Late) _meters?.Ended(query.Kept, QueryOutcome.Retried);
        _transport().Send(teacher, query);
    }

    void ITeacherPoolOutbox.Answered(long query, Payload logits)
    {
        if (!_pending.TryRemove(query, out PendingAnswer? pending))
        {
            logits.Dispose();
            return;
        }
        TimeSpan latency = _time.GetElapsedTime(pending.AskedAt);
        Statistics.CountAnswered(latency);
        _meters?.Ended(pending.Images, QueryOutcome.Answered);
        _meters?.Latency(latency.TotalSeconds);
        pending.Answer.TrySetResult(logits);
    }

    void ITeacherPoolOutbox.Ignored(NodeId sender, Message message, string reason)
    {
        // A second answer, or one that came after the query was given up.
    }

    void ITeacherPoolOutbox.Tell(string text) => _tell(text);

    void ITeacherDeskOutbox.Send(NodeId asker, Message message)
    {
        if (_queryTimes.Left(asker, message) is { } seconds) _meters?.Served(seconds);
        if (message is TeacherBusy) _meters?.TurnedAway();
        _transport().Send(asker, message);
    }

    void ITeacherDeskOutbox.Compute(long batch, IReadOnlyList<TeacherQuery> queries) =>
        _threads!.Post(queries, answers => _loop.Post(() =>
        {
            _desk.Done(batch, answers);
            ShowQueue();
        }));

    void ITeacherDeskOutbox.Ignored(NodeId sender, Message message, string reason)
    {
        // A query that is here already.
    }

    /// <summary>What the pool does not tell, as it changes nothing for it.</summary>
    private void Count(Message message)
    {
        switch (message)
        {
            case TeacherAnswer answer when _pending.TryGetValue(answer.Query, out PendingAnswer? answered):
                Statistics.CountBatch(answered.Images, answer.BatchImages);
                break;
            case TeacherBusy busy when _pending.TryGetValue(busy.Query, out PendingAnswer? turnedAway):
                _meters?.Ended(turnedAway.Images, QueryOutcome.Busy);
                break;
        }
    }

    private void ShowQueue() => _meters?.Queue(_desk.WaitingCount + _desk.ComputingCount);

    private void Tick(long milliseconds)
    {
        _pool.Tick(milliseconds);
        _desk.Tick(milliseconds);
    }

    private sealed class PendingAnswer(long askedAt, int images)
    {
        internal int Images { get; } = images;

        internal long AskedAt { get; } = askedAt;

        internal TaskCompletionSource<Payload> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
