using Distillery.Shared.Averaging;

namespace Distillery.Cli.Bench.Averaging;

/// <summary>What both sides of an averaging benchmark average.</summary>
/// <param name="Processes">Each has one vector, on this machine.</param>
/// <param name="Megabytes">Of each vector, in millions of bytes; Float32.</param>
/// <param name="SharesMemory">Whether the product's processes may read each other's memory; else all goes through
/// TCP on loopback.</param>
internal sealed record AveragingShape(int Processes, int Megabytes, bool SharesMemory)
{
    private const int BytesPerMegabyte = 1_000_000;

    internal long VectorLength => (long)Megabytes * BytesPerMegabyte / sizeof(float);

    internal string TransportName => SharesMemory ? "memory" : "tcp";

    /// <summary>As a run cuts a flat vector of this length.</summary>
    internal SliceLayout CreateLayout() => new(VectorLength);

    /// <summary>Bytes of a process's vector over the time of a round.</summary>
    internal double GigabytesPerSecond(double secondsPerRound) => Megabytes / 1e3 / secondsPerRound;
}
