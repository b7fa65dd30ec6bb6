using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Weights;

namespace Distillery.GpuNode.Parameters;

/// <summary>The checksum by which two runs are told to have the same weights.</summary>
public static class WeightsChecksum
{
    /// <summary>SHA-256 in lower-case hexadecimal over the flat parameters and then the flat buffers, in layout order,
    /// little-endian Float32.</summary>
    public static string Of(FlatWeights weights)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, weights.Parameters);
        Append(hash, weights.Buffers);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The same over all parameters and then all buffers in layout order, as
    /// <see cref="WeightArrays.From(FlatWeights)"/> copies them.</summary>
    public static string Of(IReadOnlyList<NamedArray> weights)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (NamedArray array in weights) hash.AppendData(array.Data.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, Tensor flat)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor host = flat.cpu(); // The same memory where it is there already.
        hash.AppendData(MemoryMarshal.AsBytes(host.HostSpan<float>()));
    }
}
