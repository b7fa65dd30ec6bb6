using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Distillery.Shared.Http.Host;

/// <summary>Lets in who may come in, with no more than a request needs. Health is shown to everybody: it says yes or no, and
/// what asks for it, such as a kubelet, has no secrets. What is <see cref="OpenToAll"/> is too.</summary>
public sealed class RequestGuard(AccessToken? token)
{
    private const string HealthPath = "/health";

    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        HttpRequest request = context.Request;
        bool isHealth = request.Path.StartsWithSegments(HealthPath, StringComparison.Ordinal);
        bool isOpen = isHealth || context.GetEndpoint()?.Metadata.GetMetadata<OpenToAll>() is not null;
        if (request.ContentLength > HttpLimits.BodyBytes)
        {
            await RefuseBodyAsync(context).ConfigureAwait(false);
        }
        else if (IsOfAnotherSite(request))
        {
            await context.WriteProblemAsync(
                StatusCodes.Status403Forbidden, $"pages of {request.Headers.Origin} may not use this process",
                "Open its own address, or use curl or distill.").ConfigureAwait(false);
        }
        else if (!isHealth && token is null && !IsLoopback(request.Host.Host))
        {
            await context.WriteProblemAsync(
                StatusCodes.Status403Forbidden, $"without a token this process is not {request.Host.Host}",
                "Use http://127.0.0.1 or http://localhost, or start it with a token.").ConfigureAwait(false);
        }
        else if (!isOpen && token?.IsIn(request.Headers.Authorization) == false)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            bool isMissing = request.Headers.Authorization.Count == 0;
            await context.WriteProblemAsync(
                StatusCodes.Status401Unauthorized, isMissing ? "a token is required" : "the token is not the right one",
                $"Send the header Authorization: Bearer TOKEN; distill takes it from {AccessToken.EnvironmentName} or "
                + "--token-file.").ConfigureAwait(false);
        }
        else
        {
            await SkipBodyAsync(context).ConfigureAwait(false);
            await next(context).ConfigureAwait(false);
        }
    }

    private static Task RefuseBodyAsync(HttpContext context)
    {
        context.Response.Headers.Connection = "close"; // What comes is not read.
        return context.WriteProblemAsync(
            StatusCodes.Status413PayloadTooLarge, $"the body has more than {HttpLimits.BodyBytes} bytes",
            "Send no body: no request here needs one.");
    }

    /// <summary>Nothing here reads a body. One that does not say its length is read to its end or to the limit.</summary>
    private static async Task SkipBodyAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true) return;
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Any page that is open in a browser on this machine can send requests to it; the browser then says which site
    /// the page is of.</summary>
    private static bool IsOfAnotherSite(HttpRequest request)
    {
        if (request.Headers.Origin.Count == 0) return false;
        return !Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out Uri? origin)
            || !string.Equals(origin.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>A site may give its own name the address 127.0.0.1; its pages would then count as ours.</summary>
    private static bool IsLoopback(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
}
