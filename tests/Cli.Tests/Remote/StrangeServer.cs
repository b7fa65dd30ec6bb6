using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Distillery.Cli.Tests.Remote;

/// <summary>Something that listens and is no coordinator: it answers whatever comes with the same bytes.</summary>
internal sealed class StrangeServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _answer;

    internal StrangeServer(string answer)
    {
        _answer = Encoding.Latin1.GetBytes(answer);
        _listener.Start();
        _ = AnswerAsync();
    }

    internal string Address => $"http://{_listener.LocalEndpoint}";

    public void Dispose() => _listener.Dispose();

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                byte[] request = new byte[4096];
                if (await client.GetStream().ReadAsync(request) > 0) await client.GetStream().WriteAsync(_answer);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or IOException)
        {
            // The test is over.
        }
    }
}
