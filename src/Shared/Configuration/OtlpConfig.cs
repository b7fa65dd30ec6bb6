using Distillery.Shared.Configuration.Reading;

namespace Distillery.Shared.Configuration;

/// <summary>Where coordinator and nodes send metrics and traces by OpenTelemetry's protocol.</summary>
public sealed record OtlpConfig
{
    private const string WhatToWrite = "Write the address of a collector, such as http://127.0.0.1:4318.";

    /// <summary>http or https, without a path: /v1/metrics and /v1/traces are added where the protocol has them.</summary>
    public required string Endpoint { get; init; }

    public OtlpProtocol Protocol { get; init; }

    /// <summary>The period in which metrics are sent.</summary>
    public double EverySeconds { get; init; }

    /// <summary>One step of so many is traced; 0 for none.</summary>
    public int TraceEverySteps { get; init; }

    internal static OtlpConfig? Read(SectionReader section)
    {
        string? endpoint = section.OptionalText("endpoint", "null");
        OtlpConfig config = new()
        {
            Endpoint = endpoint ?? "",
            Protocol = section.Choice<OtlpProtocol>("protocol", OtlpProtocol.Http),
            EverySeconds = section.Number("every_seconds", 10, 0.1, 3600),
            TraceEverySteps = section.Integer("trace_every_steps", 100, 0, int.MaxValue),
        };
        if (endpoint is null) return null;
        bool isAddress = Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https";
        if (!isAddress) section.Fail("endpoint", $"'{endpoint}' is no http or https address", WhatToWrite);
        return config;
    }

    internal static void Write(OtlpConfig? config, SectionWriter section)
    {
        section.Put("endpoint", config?.Endpoint);
        if (config is null) return;
        section.Put("protocol", config.Protocol);
        section.Put("every_seconds", config.EverySeconds);
        section.Put("trace_every_steps", config.TraceEverySteps);
    }
}
