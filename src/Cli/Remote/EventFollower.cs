using System.Text.Json;
using Distillery.Coordinator.Http.Documents;

namespace Distillery.Cli.Remote;

/// <summary>Hears a coordinator's events on a thread of its own, and comes back when the coordinator does.</summary>
internal sealed class EventFollower : IDisposable
{
    /// <summary>Kept for whoever asks.</summary>
    internal const int MostKept = 100;

    /// <summary>The kind of a coordinator's last event.</summary>
    internal const string EndedKind = "ended";

    private const string DataMark = "data: ";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CoordinatorClient _coordinator;
    private readonly CancellationTokenSource _end;
    private readonly Lock _gate = new();
    private readonly Queue<EventDocument> _events = [];
    private readonly AutoResetEvent _ended = new(false);
    private readonly Thread _thread;

    private EventFollower(CoordinatorClient coordinator, CancellationToken stop)
    {
        _coordinator = coordinator;
        _end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _thread = new Thread(Follow) { IsBackground = true, Name = "events" };
        _thread.Start();
    }

    /// <summary>The last events that were heard, oldest first.</summary>
    internal IReadOnlyList<EventDocument> Events
    {
        get
        {
            lock (_gate) return [.. _events];
        }
    }

    /// <summary>Waits for so long, or until the coordinator has said that the run is over.</summary>
    internal void Wait(TimeSpan period, CancellationToken stop) => WaitHandle.WaitAny([stop.WaitHandle, _ended], period);

    internal static EventFollower Start(CoordinatorClient coordinator, CancellationToken stop) => new(coordinator, stop);

    public void Dispose()
    {
        _end.Cancel();
        _thread.Join();
        _end.Dispose();
        _ended.Dispose();
    }

    private void Follow()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                using Stream stream = _coordinator.OpenEvents(LastId, _end.Token);
                using StreamReader reader = new(stream);
                while (reader.ReadLineAsync(_end.Token).AsTask().GetAwaiter().GetResult() is { } line) Hear(line);
            }
            catch (Exception problem) when (problem is HttpRequestException or IOException or OperationCanceledException
                or JsonException)
            {
                // It is gone, or too many follow it: it is asked again.
            }
            _end.Token.WaitHandle.WaitOne(Pause);
        }
    }

    private string? LastId
    {
        get
        {
            lock (_gate) return _events.LastOrDefault()?.Id;
        }
    }

    private void Hear(string line)
    {
        if (!line.StartsWith(DataMark, StringComparison.Ordinal)) return;
        EventDocument? happened = JsonSerializer.Deserialize(line.AsSpan(DataMark.Length), EventJson.Default.EventDocument);
        if (happened?.Id is not { } id) return; // How many were missed.
        lock (_gate)
        {
            if (_events.LastOrDefault() is { } last && StartOf(last.Id) != StartOf(id)) _events.Clear(); // It tells all again.
            _events.Enqueue(happened);
            if (_events.Count > MostKept) _events.Dequeue();
            if (happened.Kind == EndedKind) _ended.Set();
        }
    }

    /// <summary>What an id says of the start of the coordinator that gave it.</summary>
    private static string StartOf(string id) => id[..Math.Max(0, id.LastIndexOf('-'))];
}
