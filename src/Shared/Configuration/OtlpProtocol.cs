namespace Distillery.Shared.Configuration;

/// <summary>How OTLP travels.</summary>
public enum OtlpProtocol
{
    /// <summary>Protobuf over HTTP/1.1; collectors listen for it on port 4318.</summary>
    Http,

    /// <summary>gRPC; on port 4317.</summary>
    Grpc,
}
