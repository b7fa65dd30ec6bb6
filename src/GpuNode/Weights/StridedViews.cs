using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Weights.Pickles;
using Distillery.Shared;

namespace Distillery.GpuNode.Weights;

/// <summary>Turns strided views of one file's storages into row-major bytes.</summary>
internal sealed class StridedViews(WeightsInput input)
{
    /// <summary>Bytes that copied views may take beyond the file's own length: a tensor expanded with stride 0 takes
    /// more than its storage, and a hostile file could ask for any amount.</summary>
    private const long ExpansionAllowanceBytes = 64L << 20;

    private long _copyBudgetBytes = input.Length + ExpansionAllowanceBytes;

    /// <summary>A contiguous view shares the storage's memory; any other is copied.</summary>
    /// <param name="storage">At least the bytes of the elements that the view's storage states.</param>
    /// <exception cref="UserErrorException">The view leaves its storage, or all copies together take more memory than
    /// the file's length and a fixed allowance.</exception>
    public ReadOnlyMemory<byte> ToRowMajor(string name, TensorReference tensor, ReadOnlyMemory<byte> storage)
    {
        int elementBytes = tensor.Storage.Type.SizeInBytes();
        string shape = ArraySize.Describe(tensor.Shape);
        if (!ArraySize.TryByteCount(tensor.Shape, tensor.Storage.Type, out long byteCount))
            throw input.Damaged($"tensor '{name}' has the shape {shape}, whose size overflows");
        if (byteCount == 0) return ReadOnlyMemory<byte>.Empty;
        CheckWithinStorage(name, tensor);
        if (IsContiguous(tensor)) return storage.Slice((int)(tensor.Offset * elementBytes), (int)byteCount);
        TakeFromBudget(name, byteCount);
        byte[] result = new byte[byteCount];
        Copy(tensor, elementBytes, storage.Span, result);
        return result;
    }

    /// <summary>Spends the storage's elements dimension by dimension, so that no product can overflow.</summary>
    private void CheckWithinStorage(string name, TensorReference tensor)
    {
        long elementsLeft = tensor.Storage.ElementCount - 1 - tensor.Offset;
        for (int i = 0; i < tensor.Shape.Length && elementsLeft >= 0; i++)
        {
            long steps = tensor.Shape[i] - 1, stride = tensor.Strides[i];
            elementsLeft = stride != 0 && steps > elementsLeft / stride ? -1 : elementsLeft - (steps * stride);
        }
        if (elementsLeft >= 0) return;
        throw input.Damaged($"tensor '{name}' at offset {tensor.Offset} with shape {ArraySize.Describe(tensor.Shape)} "
            + $"and strides {ArraySize.Describe(tensor.Strides)} leaves its storage of {tensor.Storage.ElementCount} "
            + "elements");
    }

    private static bool IsContiguous(TensorReference tensor)
    {
        long rowMajorStride = 1;
        for (int i = tensor.Shape.Length - 1; i >= 0; i--)
        {
            if (tensor.Shape[i] != 1 && tensor.Strides[i] != rowMajorStride) return false;
            rowMajorStride *= tensor.Shape[i];
        }
        return true;
    }

    private void TakeFromBudget(string name, long byteCount)
    {
        input.CheckFitsArray(byteCount, $"tensor '{name}'");
        if (byteCount > _copyBudgetBytes)
        {
            throw input.Unusable($"tensor '{name}' expands to {byteCount} bytes, and the limit for all such tensors "
                + $"together is the file's length plus {ExpansionAllowanceBytes} bytes");
        }
        _copyBudgetBytes -= byteCount;
    }

    private static void Copy(TensorReference tensor, int elementBytes, ReadOnlySpan<byte> source, Span<byte> target)
    {
        long[] index = new long[tensor.Shape.Length];
        long element = tensor.Offset;
        for (int written = 0; written < target.Length; written += elementBytes)
        {
            source.Slice((int)(element * elementBytes), elementBytes).CopyTo(target[written..]);
            for (int i = index.Length - 1; i >= 0; i--)
            {
                element += tensor.Strides[i];
                if (++index[i] < tensor.Shape[i]) break;
                element -= tensor.Strides[i] * tensor.Shape[i];
                index[i] = 0;
            }
        }
    }
}
