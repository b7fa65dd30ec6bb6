using System.Text;
using Distillery.Shared.Telemetry;
using Distillery.Shared.Telemetry.Exposition;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Distillery.Shared.Http.Host;

/// <summary><c>/metrics</c>: everything measured, in the text that the scraper prefers.</summary>
public static class MetricsEndpoint
{
    public static void MapMetrics(this IEndpointRouteBuilder routes, MetricsPage page) =>
        routes.MapMethods("/metrics", [HttpMethods.Get, HttpMethods.Head], context =>
        {
            ExpositionFormat format = ExpositionFormat.For([.. context.Request.Headers.Accept.Select(value => value ?? "")]);
            context.Response.Headers.Vary = "Accept";
            return context.WriteAsync(
                StatusCodes.Status200OK, format.ContentType, Encoding.UTF8.GetBytes(page.Write(format)));
        });
}
