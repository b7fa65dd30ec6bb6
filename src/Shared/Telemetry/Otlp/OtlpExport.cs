using System.Diagnostics.Metrics;
using Distillery.Shared.Configuration;
using Distillery.Shared.Telemetry.Catalog;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Distillery.Shared.Telemetry.Otlp;

/// <summary>Sends this process's metrics and traces to a collector. A collector that is away or slow is left out: what waits for it
/// is bounded, and nothing else waits.</summary>
public sealed class OtlpExport : IDisposable
{
    /// <summary>For one request, and for the last ones at the end.</summary>
    private const int PatienceMilliseconds = 2_000;

    private readonly Meter _process;
    private readonly MeterProvider _metrics;
    private readonly TracerProvider? _traces;

    private OtlpExport(OtlpConfig config, string instance, TimeProvider time, string meterName)
    {
        _process = new Meter(meterName);
        ProcessFigures.Observe(_process, time);
        ResourceBuilder resource = ResourceBuilder.CreateEmpty().AddAttributes(
            MetricsPage.TargetOf(instance).Select(pair => new KeyValuePair<string, object>(pair.Key.Replace('_', '.'), pair.Value)));
        int period = (int)Math.Round(config.EverySeconds * 1000);
        PeriodicExportingMetricReader reader = new(
            new OtlpMetricExporter(OptionsOf(config, "metrics")), period, PatienceMilliseconds);
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter(meterName, MetricCatalog.RuntimeMeterName).AddReader(reader).Build();
        if (config.TraceEverySteps == 0) return;
        BatchActivityExportProcessor sender = new(
            new OtlpTraceExporter(OptionsOf(config, "traces")), exporterTimeoutMilliseconds: PatienceMilliseconds);
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource(meterName).AddProcessor(sender).Build();
    }

    /// <summary>Null when nothing is to be sent.</summary>
    /// <param name="instance">Names this process among all of the run.</param>
    /// <param name="meterName">Also the name of the source of traces.</param>
    public static OtlpExport? Start(
        OtlpConfig? config, string instance, TimeProvider time, string meterName = MetricCatalog.MeterName) =>
        config is null ? null : new OtlpExport(config, instance, time, meterName);

    /// <summary>Sends the last values, for a short while at most.</summary>
    public void Dispose()
    {
        _traces?.Shutdown(PatienceMilliseconds);
        _metrics.Shutdown(PatienceMilliseconds);
        _traces?.Dispose();
        _metrics.Dispose();
        _process.Dispose();
    }

    private static OtlpExporterOptions OptionsOf(OtlpConfig config, string signal)
    {
        bool isHttp = config.Protocol == OtlpProtocol.Http;
        string address = config.Endpoint.TrimEnd('/');
        return new OtlpExporterOptions
        {
            Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc,
            Endpoint = new Uri(isHttp ? $"{address}/v1/{signal}" : address),
            TimeoutMilliseconds = PatienceMilliseconds,
        };
    }
}
