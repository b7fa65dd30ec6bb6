using System.Runtime.InteropServices;
using Distillery.Simulation.Time;

namespace Distillery.Simulation.Training;

/// <summary>Weights and optimizer state.</summary>
public sealed class ToyState(int length)
{
    public float[] Weights { get; private init; } = new float[length];

    public float[] Momentum { get; private init; } = new float[length];

    public ToyState Copy() => new(0) { Weights = [.. Weights], Momentum = [.. Momentum] };

    public ulong Hash() => ToyTraining.HashOf(MemoryMarshal.AsBytes<float>(Weights))
        ^ SeededRandom.Mix(ToyTraining.HashOf(MemoryMarshal.AsBytes<float>(Momentum)));

    public byte[] ToBytes() => [.. MemoryMarshal.AsBytes<float>(Weights), .. MemoryMarshal.AsBytes<float>(Momentum)];

    public static ToyState FromBytes(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(bytes);
        return new ToyState(0) { Weights = [.. values[..(values.Length / 2)]], Momentum = [.. values[(values.Length / 2)..]] };
    }
}
