using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Distillery.Coordinator.Http;
using Distillery.Shared;
using Distillery.Shared.TensorLinks.Tcp;

namespace Distillery.Coordinator.Tests.Http.Host;

public sealed class RequestGuardTests
{
    private static readonly AccessToken Token = AccessToken.Find(null, "0123456789abcdef")!;

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public async Task Others_than_this_machine_need_a_token(string host)
    {
        HttpOptions options = new() { Listen = new HostAndPort(host, 0) };
        UserErrorException error = await Assert.ThrowsAsync<UserErrorException>(() => HttpCluster.StartAsync(options));
        Assert.Contains("no token", error.Message, StringComparison.Ordinal);
        Assert.Contains("--token-file", error.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_token_all_addresses_may_be_listened_on()
    {
        HttpOptions options = new() { Listen = new HostAndPort("0.0.0.0", 0), Token = Token };
        await using HttpCluster cluster = await HttpCluster.StartAsync(options);
        cluster.Client.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(Token.ToHeader());
        await cluster.GetAsync("/api/v1/run");
    }

    [Fact]
    public async Task A_token_that_is_there_is_wanted_on_this_machine_too()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync(new HttpOptions { Token = Token });
        using (HttpResponseMessage response = await cluster.Client.GetAsync("/api/v1/run"))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
            Assert.Contains("a token is required", await HttpCluster.ProblemAsync(response), StringComparison.Ordinal);
        }
        cluster.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "0123456789abcdeX");
        using (HttpResponseMessage response = await cluster.Client.PostAsync("/api/v1/stop", null))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Contains("not the right one", await HttpCluster.ProblemAsync(response), StringComparison.Ordinal);
        }
        await cluster.Coordinator.ViewAsync();
        Assert.False(cluster.Coordinator.Ended.IsCompleted);
        cluster.Client.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(Token.ToHeader());
        await cluster.GetAsync("/api/v1/run");
    }

    [Fact]
    public async Task Health_is_shown_to_everybody()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync(new HttpOptions { Token = Token });
        using HttpResponseMessage response = await cluster.Client.GetAsync("/health/live");
        Assert.NotEqual(HttpStatusCode.Unauthorized, response.StatusCode);
        using HttpResponseMessage similar = await cluster.Client.GetAsync("/healthy");
        Assert.Equal(HttpStatusCode.Unauthorized, similar.StatusCode);
    }

    [Theory]
    [InlineData("https://example.org")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("null")]
    public async Task Pages_of_other_sites_stop_nothing(string origin)
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        cluster.Client.DefaultRequestHeaders.Add("Origin", origin);
        using HttpResponseMessage response = await cluster.Client.PostAsync("/api/v1/stop", null);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        await HttpCluster.ProblemAsync(response);
        await cluster.Coordinator.ViewAsync();
        Assert.False(cluster.Coordinator.Ended.IsCompleted);
    }

    [Fact]
    public async Task Its_own_pages_may_ask()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        cluster.Client.DefaultRequestHeaders.Add("Origin", cluster.Face.Address);
        await cluster.GetAsync("/api/v1/run");
    }

    [Theory]
    [InlineData("example.org", HttpStatusCode.Forbidden)]
    [InlineData("localhost.example.org:80", HttpStatusCode.Forbidden)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("[::1]:80", HttpStatusCode.OK)]
    public async Task Without_a_token_only_names_of_this_machine_count(string host, HttpStatusCode expected)
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/run");
        request.Headers.Host = host;
        using HttpResponseMessage response = await cluster.Client.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_small_body_is_passed_over()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        await cluster.JoinAsync("node-1");
        using StringContent body = new("{}", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await cluster.Client.PostAsync("/api/v1/drain/node-1", body);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_large_body_is_refused_before_anything_is_done(bool hasLength)
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/stop") { Content = new ByteArrayContent(new byte[2000]) };
        request.Headers.TransferEncodingChunked = !hasLength;
        using HttpResponseMessage response = await cluster.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        await HttpCluster.ProblemAsync(response);
        await cluster.Coordinator.ViewAsync();
        Assert.False(cluster.Coordinator.Ended.IsCompleted);
    }

    [Theory]
    [InlineData("GET /api/v1/run\r\n\r\n", "400")]
    [InlineData("nonsense\r\n\r\n", "400")]
    [InlineData("\0\u0001\u0002\u0003\r\n\r\n", "400")]
    [InlineData("GET /api/v1/run HTTP/1.1\r\n\r\n", "400")]
    [InlineData("GET /api/v1/run HTTP/1.1\r\nHost: a b\r\n\r\n", "400")]
    [InlineData("POST /api/v1/stop HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", "400")]
    [InlineData("POST /api/v1/stop HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", "400")]
    [InlineData("GET /api/v1/run HTTP/9.9\r\nHost: localhost\r\n\r\n", "505")]
    [InlineData("GET /LONG HTTP/1.1\r\nHost: localhost\r\n\r\n", "414")]
    [InlineData("GET /api/v1/run HTTP/1.1\r\nHost: localhost\r\nX: LONG\r\n\r\n", "431")]
    [InlineData("GET /api/v1/run HTTP/1.1\r\nHost: localhost\r\nMANYX: x\r\n\r\n", "431")]
    public async Task Requests_that_are_none_are_refused_and_the_next_one_is_answered(string request, string expected)
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        string text = request.Replace("LONG", new string('x', 9000), StringComparison.Ordinal)
            .Replace("MANY", string.Concat(Enumerable.Range(0, 60).Select(i => $"X{i}: y\r\n")), StringComparison.Ordinal);
        Uri address = new(cluster.Face.Address);
        using TcpClient socket = new(address.Host, address.Port);
        await socket.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text));
        using StreamReader reader = new(socket.GetStream(), Encoding.Latin1);
        Assert.StartsWith($"HTTP/1.1 {expected} ", await reader.ReadLineAsync(), StringComparison.Ordinal);
        await cluster.GetAsync("/api/v1/run");
        Assert.False(cluster.Coordinator.Ended.IsCompleted);
    }
}
