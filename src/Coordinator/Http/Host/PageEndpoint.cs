using Distillery.Coordinator.Http.Page;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Distillery.Coordinator.Http.Host;

/// <summary><c>/</c>: the live page and its two files. There is nothing of the run in them: the page asks for it, with the token
/// where one is wanted.</summary>
internal static class PageEndpoint
{
    /// <summary>Nothing from elsewhere, nothing inline, and into no frame.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'";

    internal static void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "/", PageAsset.Document);
        Map(routes, "/page.css", PageAsset.Style);
        Map(routes, "/page.js", PageAsset.Script);
    }

    private static void Map(IEndpointRouteBuilder routes, string path, PageAsset asset) => routes
        .MapMethods(path, [HttpMethods.Get, HttpMethods.Head], context => SendAsync(context, asset)).WithMetadata(new OpenToAll());

    private static Task SendAsync(HttpContext context, PageAsset asset)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.ContentType = asset.ContentType;
        context.Response.ContentLength = asset.Content.Length;
        return context.Response.Body.WriteAsync(asset.Content, context.RequestAborted).AsTask();
    }
}
