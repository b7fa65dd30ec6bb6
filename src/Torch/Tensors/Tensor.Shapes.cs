namespace Distillery.Torch;

/// <content>Views and layouts. None of these copies unless it says so.</content>
public sealed partial class Tensor
{
    public Tensor View(params long[] shape) => Operators.View.Call(this, shape);

    /// <summary>A view where that is possible, else a copy.</summary>
    public Tensor Reshape(params long[] shape) => Operators.Reshape.Call(this, shape);

    /// <summary>Joins all dimensions from <paramref name="firstDimension"/> on.</summary>
    public Tensor Flatten(int firstDimension) => Operators.Flatten.Call(this, firstDimension);

    public Tensor Transpose(int first, int second) => Operators.Transpose.Call(this, first, second);

    public Tensor Permute(params long[] order) => Operators.Permute.Call(this, order);

    /// <summary>The entries [start, start + length) of a dimension.</summary>
    public Tensor Narrow(int dimension, long start, long length) => Operators.Narrow.Call(this, dimension, start, length);

    /// <summary>The entries of a dimension that an Int64 vector names, copied in its order.</summary>
    public Tensor IndexSelect(int dimension, Tensor indices) => Operators.IndexSelect.Call(this, dimension, indices);

    /// <summary>The same memory, out of sight of autograd.</summary>
    public Tensor Detach() => Operators.Detach.Call(this);

    /// <summary>The same memory as a tensor of its own: autograd neither records what happens to it nor notices when another
    /// view of the memory is changed in place, so that whoever shares it answers for the order.</summary>
    public Tensor Share() => Operators.Data.Call(this);

    public Tensor Clone() => Operators.Clone.Call(this);

    /// <summary>A copy in another order of memory, unless it has that order already.</summary>
    public Tensor Contiguous(MemoryFormat format = MemoryFormat.Contiguous) => Operators.Contiguous.Call(this, format);

    /// <summary>A copy of another type, unless it has that type already.</summary>
    public Tensor To(ScalarType type) => Operators.ToType.Call(this, type);

    /// <summary>A copy on another device, unless it is there already.</summary>
    public Tensor To(Device device) => Operators.ToDevice.Call(this, device, Type);

    public static Tensor Concatenate(Tensor[] tensors, int dimension) => Operators.Concatenate.Call(tensors, dimension);
}
