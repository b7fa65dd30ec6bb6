using System.Net.Sockets;
using System.Text;

namespace Distillery.Cli.Bench.Http.Host;

/// <summary>Clients that never finish a request: each sends a byte a second, and comes back a second after it was shut
/// out.</summary>
internal sealed class SlowClients : IAsyncDisposable
{
    private static readonly byte[] Beginning = Encoding.ASCII.GetBytes("GET /api/v1/run HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
    private static readonly byte[] Letter = "x"u8.ToArray();
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Uri _address;
    private readonly CancellationTokenSource _end = new();
    private readonly Task[] _clients;
    private int _open;
    private long _refused;

    private SlowClients(Uri address, int count)
    {
        _address = address;
        _clients = [.. Enumerable.Range(0, count).Select(_ => Task.Run(BotherAsync))];
    }

    /// <summary>Connections that stand now.</summary>
    internal int Open => Volatile.Read(ref _open);

    /// <summary>Connections that were refused or cut off.</summary>
    internal long Refused => Interlocked.Read(ref _refused);

    internal static SlowClients Start(Uri address, int count) => new(address, count);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_clients);
        _end.Dispose();
    }

    private async Task BotherAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await TalkAsync();
            }
            catch (Exception shut) when (shut is SocketException or IOException)
            {
                Interlocked.Increment(ref _refused);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.Delay(Pause, _end.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private async Task TalkAsync()
    {
        using TcpClient socket = new();
        await socket.ConnectAsync(_address.Host, _address.Port, _end.Token);
        Interlocked.Increment(ref _open);
        try
        {
            NetworkStream stream = socket.GetStream();
            await stream.WriteAsync(Beginning, _end.Token);
            Task<int> answer = stream.ReadAsync(new byte[1], _end.Token).AsTask();
            while (!answer.IsCompleted)
            {
                await stream.WriteAsync(Letter, _end.Token);
                await Task.WhenAny(answer, Task.Delay(Pause, _end.Token));
                _end.Token.ThrowIfCancellationRequested();
            }
            await answer;
            Interlocked.Increment(ref _refused); // Told that it is too late, or cut off.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
