using System.Net;
using Distillery.Coordinator.Http;
using Distillery.Coordinator.Http.Page;

namespace Distillery.Coordinator.Tests.Http.Host;

public sealed class PageEndpointTests
{
    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/page.css", "text/css")]
    [InlineData("/page.js", "text/javascript")]
    public async Task The_page_and_its_files_may_load_nothing_from_elsewhere(string path, string type)
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        using HttpResponseMessage response = await cluster.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
        string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task With_a_token_the_empty_page_is_shown_and_nothing_of_the_run()
    {
        HttpOptions options = new() { Token = AccessToken.Find(null, "0123456789abcdef") };
        await using HttpCluster cluster = await HttpCluster.StartAsync(options);
        string page = await cluster.Client.GetStringAsync("/");
        Assert.Contains("asks for its token", page, StringComparison.Ordinal);
        Assert.DoesNotContain("study", page, StringComparison.Ordinal);
        using HttpResponseMessage history = await cluster.Client.GetAsync("/api/v1/history");
        Assert.Equal(HttpStatusCode.Unauthorized, history.StatusCode);
    }

    [Fact]
    public async Task It_is_not_shown_under_the_name_of_another_site()
    {
        await using HttpCluster cluster = await HttpCluster.StartAsync();
        using HttpRequestMessage request = new(HttpMethod.Get, "/");
        request.Headers.Host = "example.org";
        using HttpResponseMessage response = await cluster.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public void No_file_of_it_names_an_address()
    {
        foreach (PageAsset asset in (PageAsset[])[PageAsset.Document, PageAsset.Style, PageAsset.Script])
        {
            string text = asset.Text.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal); // A name, not a place.
            Assert.DoesNotContain("http://", text, StringComparison.Ordinal);
            Assert.DoesNotContain("https://", text, StringComparison.Ordinal);
            Assert.DoesNotContain("innerHTML", text, StringComparison.Ordinal); // What nodes say is text and never markup.
        }
    }
}
