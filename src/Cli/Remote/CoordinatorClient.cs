using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Distillery.Coordinator.Http;
using Distillery.Coordinator.Http.Documents;
using Distillery.GpuNode.Training;
using Distillery.Shared;

namespace Distillery.Cli.Remote;

/// <summary>Asks a coordinator over HTTP (docs/http.md). Each failure says what is wrong and what to do.</summary>
/// <remarks>No proxy. A coordinator that stands by names the one that leads, and that is asked instead, but not with a token: that goes
/// to the address that was named and nowhere else.</remarks>
internal sealed class CoordinatorClient : IDisposable
{
    /// <summary>All nodes of the largest cluster take about two.</summary>
    private const int MostResponseBytes = 16 << 20;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    private readonly Uri _address;
    private readonly CancellationToken _stop;
    private readonly HttpClient _client;
    private Uri? _leader; // Where the coordinator that was named stands by.

    /// <param name="authority">By which a certificate must be signed; null for those that the system trusts.</param>
    internal CoordinatorClient(Uri address, AccessToken? token, TrustedAuthority? authority, CancellationToken stop)
    {
        (_address, _stop) = (address, stop);
        SocketsHttpHandler handler = new() { ConnectTimeout = ConnectTimeout, UseProxy = false, AllowAutoRedirect = false };
        if (authority is not null) handler.SslOptions.CertificateChainPolicy = authority.Policy;
        _client = new HttpClient(handler)
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan, // Each request has its own.
            MaxResponseContentBufferSize = MostResponseBytes,
        };
        if (token is not null)
            _client.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(token.ToHeader());
    }

    internal RunDocument GetRun() => Ask(HttpMethod.Get, "api/v1/run", HttpJson.Default.RunDocument);

    internal IReadOnlyList<NodeDocument> GetNodes() =>
        Ask(HttpMethod.Get, "api/v1/nodes", HttpJson.Default.NodesDocument).Nodes;

    /// <param name="node">An id, a name, or the beginning of one.</param>
    internal DrainDocument Drain(string node) =>
        Ask(HttpMethod.Post, $"api/v1/drain/{Uri.EscapeDataString(node)}", HttpJson.Default.DrainDocument);

    /// <summary>Asks the run to stop, and again whenever it is called.</summary>
    /// <param name="waitSeconds">How long the coordinator may keep the answer back until the run has ended.</param>
    internal StopDocument Stop(int waitSeconds) => Ask(
        HttpMethod.Post, $"api/v1/stop?wait_seconds={waitSeconds}", HttpJson.Default.StopDocument,
        TimeSpan.FromSeconds(waitSeconds));

    /// <summary>Follows the events, from the one after this on.</summary>
    /// <param name="lastId">Null for all that are kept.</param>
    /// <exception cref="HttpRequestException">Nobody answers, or too many follow already.</exception>
    internal Stream OpenEvents(string? lastId, CancellationToken stop)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(_leader ?? _address, "api/v1/events"));
        if (lastId is not null) request.Headers.TryAddWithoutValidation("Last-Event-ID", lastId);
        HttpResponseMessage response =
            _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop).GetAwaiter().GetResult();
        return response.EnsureSuccessStatusCode().Content.ReadAsStream(stop); // Its disposal ends the response.
    }

    public void Dispose() => _client.Dispose();

    private T Ask<T>(HttpMethod method, string path, JsonTypeInfo<T> type, TimeSpan wait = default)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(_stop);
        late.CancelAfter(AnswerTimeout + wait);
        try
        {
            using HttpRequestMessage request = new(method, new Uri(_leader ?? _address, path));
            using HttpResponseMessage response = _client.SendAsync(request, late.Token).GetAwaiter().GetResult();
            byte[] body = response.Content.ReadAsByteArrayAsync(late.Token).GetAwaiter().GetResult();
            if (response.StatusCode == HttpStatusCode.TemporaryRedirect && response.Headers.Location is { IsAbsoluteUri: true } place && _leader is null)
            {
                GoTo(new Uri(place.GetLeftPart(UriPartial.Authority)));
                return Ask(method, path, type, wait);
            }
            if (!response.IsSuccessStatusCode) throw Refusal(response, body);
            return JsonSerializer.Deserialize(body, type) ?? throw NotACoordinator();
        }
        catch (HttpRequestException error) when (error.InnerException is AuthenticationException problem)
        {
            throw new UserErrorException(
                $"{_address.Authority}: {problem.Message}",
                "Name the certificate's authority with --tls-authority, and the coordinator by a name that its certificate has.", error);
        }
        catch (HttpRequestException error)
        {
            _leader = null; // Another one may lead by now.
            throw new UnreachableException(_address, error.Message, error);
        }
        catch (OperationCanceledException error) when (!_stop.IsCancellationRequested)
        {
            throw new UnreachableException(_address, $"no answer within {(AnswerTimeout + wait).TotalSeconds:F0} s", error);
        }
        catch (JsonException)
        {
            throw NotACoordinator();
        }
    }

    private void GoTo(Uri leader)
    {
        if (_client.DefaultRequestHeaders.Authorization is not null)
        {
            throw new UserErrorException(
                $"{_address.Authority} stands by; the coordinator that leads is at {leader}",
                $"Name that one: --coordinator {leader}. A token is not sent to an address that another one names.");
        }
        _leader = leader;
    }

    private Exception Refusal(HttpResponseMessage response, byte[] body)
    {
        bool isOurs = response.Content.Headers.ContentType?.MediaType == ProblemDocument.ContentType;
        if (!isOurs || JsonSerializer.Deserialize(body, HttpJson.Default.ProblemDocument) is not { } problem)
            return NotACoordinator();
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => new UserErrorException(
                $"{_address.Authority}: {problem.Detail}",
                $"Set {AccessToken.EnvironmentName} to the coordinator's token, or name a file that holds it with --token-file."),
            < HttpStatusCode.InternalServerError =>
                new UserErrorException(PlainText.Of(problem.Detail), PlainText.Of(problem.Next)),
            _ => new RunFailedException(PlainText.Of(problem.Detail), PlainText.Of(problem.Next)),
        };
    }

    private UserErrorException NotACoordinator() => new(
        $"{_address.Authority} answers, but not as a coordinator does",
        "Name the address that the coordinator has printed for HTTP; it is another one than that for nodes.");
}
