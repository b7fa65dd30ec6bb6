using System.Net;
using System.Net.Sockets;

namespace Distillery.Cli.Bench.Http.Host;

/// <summary>Shuts slow clients out in the way in which a run's server does, and does nothing else: what is left of their cost is
/// their own and the system's.</summary>
internal sealed class StandIn : IAsyncDisposable
{
    private const int MostConnections = 64; // As the run's server, and for so long.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private int _held;

    private StandIn()
    {
        _listener.Start();
        _accepting = Task.Run(AcceptAsync);
    }

    internal Uri Address => new($"http://{_listener.LocalEndpoint}");

    internal static StandIn Start() => new();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> held = [];
        while (!_end.IsCancellationRequested)
        {
            Socket? client = null;
            try
            {
                client = await _listener.AcceptSocketAsync(_end.Token);
            }
            catch (Exception end) when (end is OperationCanceledException or SocketException)
            {
                continue;
            }
            if (Volatile.Read(ref _held) >= MostConnections) client.Dispose();
            else held.Add(HoldAsync(client));
            held.RemoveAll(task => task.IsCompleted);
        }
        await Task.WhenAll(held);
    }

    private async Task HoldAsync(Socket client)
    {
        Interlocked.Increment(ref _held);
        await Task.Delay(Patience, _end.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        client.Dispose();
        Interlocked.Decrement(ref _held);
    }
}
