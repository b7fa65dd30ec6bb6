using System.Runtime.InteropServices;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Weights;

namespace Distillery.GpuNode.Parameters;

/// <summary>Between flat weights and the named arrays of weight files.</summary>
public static class WeightArrays
{
    /// <summary>A copy of all parameters, then all buffers, by name in layout order.</summary>
    public static IReadOnlyList<NamedArray> From(FlatWeights weights) => From(weights, new CopyBuffers(), "");

    /// <summary>The same, in memory that is used again: the arrays hold until the next copy of this name.</summary>
    public static IReadOnlyList<NamedArray> From(FlatWeights weights, CopyBuffers buffers, string name) =>
    [
        .. Split(weights.ParameterLayout, buffers.CopyOf(weights.Parameters, $"{name}/parameters")),
        .. Split(weights.BufferLayout, buffers.CopyOf(weights.Buffers, $"{name}/buffers")),
    ];

    /// <summary>Loads every parameter and buffer by name; other floating-point types are converted.</summary>
    /// <param name="file">Where the arrays come from, for errors.</param>
    /// <exception cref="Distillery.Shared.UserErrorException">Entries are missing, additional or misshapen.</exception>
    public static void Load(FlatWeights weights, NamedArrays arrays, string file)
    {
        IEnumerable<FlatEntry> entries = weights.ParameterLayout.Entries.Concat(weights.BufferLayout.Entries);
        StateMatching.Check(entries.Select(entry => (entry.Name, ScalarType.Float32, entry.Shape)), arrays, file);
        Fill(weights.Parameters, weights.ParameterLayout, arrays);
        Fill(weights.Buffers, weights.BufferLayout, arrays);
    }

    private static IEnumerable<NamedArray> Split(FlatLayout layout, byte[] bytes) =>
        layout.Entries.Select(entry => new NamedArray(
            entry.Name, ScalarType.Float32, entry.Shape,
            bytes.AsMemory((int)(entry.Offset * sizeof(float)), (int)(entry.Count * sizeof(float)))));

    private static void Fill(Tensor flat, FlatLayout layout, NamedArrays arrays)
    {
        float[] values = new float[layout.Count];
        foreach (FlatEntry entry in layout.Entries)
        {
            NamedArray array = arrays[entry.Name].ConvertTo(ScalarType.Float32);
            MemoryMarshal.Cast<byte, float>(array.Data.Span).CopyTo(values.AsSpan((int)entry.Offset));
        }
        flat.CopyBytesFrom(MemoryMarshal.AsBytes<float>(values));
    }
}
