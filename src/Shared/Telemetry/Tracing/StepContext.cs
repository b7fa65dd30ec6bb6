using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Distillery.Messages;

namespace Distillery.Shared.Telemetry.Tracing;

/// <summary>The trace that a step belongs to. Every process knows it without being told: it is a function of run, generation and
/// step.</summary>
public static class StepContext
{
    private const int TraceBytes = 16;
    private const int SpanBytes = 8;

    /// <summary>The context that all processes' spans of this step have as their parent. No process sends a span of that id: what is
    /// common to them is the step itself.</summary>
    public static ActivityContext Of(string runId, Generation generation, long step)
    {
        string name = string.Create(
            CultureInfo.InvariantCulture, $"{runId}/{generation.Term}.{generation.Number}/{step}");
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(name));
        return new ActivityContext(
            ActivityTraceId.CreateFromBytes(hash.AsSpan(0, TraceBytes)),
            ActivitySpanId.CreateFromBytes(hash.AsSpan(TraceBytes, SpanBytes)),
            ActivityTraceFlags.Recorded, isRemote: true);
    }
}
