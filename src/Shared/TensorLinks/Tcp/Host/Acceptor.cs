using System.Net;
using System.Net.Sockets;

namespace Distillery.Shared.TensorLinks.Tcp.Host;

/// <summary>Listens, and finds out who calls. Each caller has a thread of its own for the short time until its connection
/// belongs to a link or is closed, so that one that says nothing holds up nobody.</summary>
internal sealed class Acceptor : IDisposable
{
    /// <summary>Waiting in the kernel; all nodes of a run may call at once.</summary>
    private const int Backlog = 512;

    /// <summary>Strangers that say nothing cannot take more threads than this.</summary>
    private const int CallersAtOnce = 128;

    /// <summary>Without free file descriptors, say, the next attempt fails like this one.</summary>
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly CallHandler _calls;
    private readonly TcpTransportOptions _options;
    private readonly SemaphoreSlim _freeCallers = new(CallersAtOnce);
    private readonly ManualResetEventSlim _stop = new();

    /// <exception cref="UserErrorException">The address cannot be listened on.</exception>
    internal Acceptor(CallHandler calls, TcpTransportOptions options)
    {
        (_calls, _options) = (calls, options);
        _socket = Listen(options.Listen);
        Address = new HostAndPort(HostAndPort.Parse(options.Listen).Host, ((IPEndPoint)_socket.LocalEndPoint!).Port);
    }

    /// <summary>With the real port.</summary>
    internal HostAndPort Address { get; }

    internal void Start() => new Thread(Run) { IsBackground = true, Name = $"accept {Address}" }.Start();

    public void Dispose()
    {
        _stop.Set();
        _socket.Dispose();
    }

    private static Socket Listen(string text)
    {
        HostAndPort address = HostAndPort.Parse(text);
        Socket? socket = null;
        try
        {
            IPAddress host = IPAddress.TryParse(address.Host, out IPAddress? literal) // 0.0.0.0 and :: are no names.
                ? literal : Dns.GetHostAddresses(address.Host)[0];
            socket = new Socket(host.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(host, address.Port));
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException error)
        {
            socket?.Dispose();
            throw new UserErrorException(
                $"cannot listen on {address}: {error.Message}", "Choose another port, or port 0 for any free one.", error);
        }
    }

    private void Run()
    {
        while (!_stop.IsSet)
        {
            try
            {
                Receive(_socket.Accept());
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                if (_stop.Wait(PauseAfterError)) return;
                _options.Events($"cannot accept connections on {Address}: {error.Message}");
            }
        }
    }

    private void Receive(Socket socket)
    {
        if (!_freeCallers.Wait(0))
        {
            socket.Dispose();
            _options.Events($"a connection to {Address} was closed: {CallersAtOnce} others have not said yet who they are");
            return;
        }
        new Thread(() => Identify(socket)) { IsBackground = true, Name = "identify a caller" }.Start();
    }

    private void Identify(Socket socket)
    {
        bool isLate = false;
        using ITimer deadline = _options.Time.CreateTimer(
            _ => End(), null, _options.ConnectTimeout, Timeout.InfiniteTimeSpan);
        string caller = "?";
        try
        {
            caller = socket.RemoteEndPoint?.ToString() ?? caller;
            TcpChannel channel = ChannelSetup.Server(socket, _options);
            if (!_calls.Handle(channel)) channel.Dispose();
        }
        catch (Exception error) when (ConnectionErrors.IsExpected(error, Volatile.Read(ref isLate) || _stop.IsSet))
        {
            socket.Dispose();
            string reason = isLate ? "it did not say in time who it is" : ConnectionErrors.Describe(error);
            // Of two ends that dial each other at once, one hangs up.
            if (!_stop.IsSet && !ConnectionErrors.IsHangUp(error)) _options.Events($"a connection from {caller} was closed: {reason}");
        }
        finally
        {
            _freeCallers.Release();
        }

        void End()
        {
            Volatile.Write(ref isLate, true);
            socket.Dispose();
        }
    }
}
