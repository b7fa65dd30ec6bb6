namespace Distillery.GpuNode.Layers;

/// <summary>Is told what a network computes, operation by operation, in the order of computation.</summary>
/// <remarks>Set <see cref="ForwardState.Observer"/> for the passes that shall be observed.</remarks>
public interface IForwardObserver
{
    /// <summary>An operation has run.</summary>
    void Observe(ForwardOperation operation);
}

/// <summary>One operation of a forward pass, as it is described on paper: how it was carried out (in which order of memory, in place
/// or not, in one kernel or two) is not part of it.</summary>
/// <remarks>
/// <para>Tensors are told apart by reference, never by value. An operation in place gives back the very object that it was given, which
/// from then on stands for the new value; nothing reads the old one any more.</para>
/// <para>An object may be disposed as soon as the observer returns: it stays a key, its memory does not stay. Parameters and buffers are
/// the objects that the network's <c>named_parameters()</c> and <c>named_buffers()</c> give.</para>
/// </remarks>
/// <param name="Inputs">What flows through the network; parameters and buffers are properties of the operation.</param>
/// <param name="Output">What comes out; the next operation's input is this object.</param>
public abstract record ForwardOperation(IReadOnlyList<Tensor> Inputs, Tensor Output)
{
    /// <param name="Weight">[outputs, inputs / groups, kernel, kernel].</param>
    /// <param name="Bias">[outputs], or null.</param>
    /// <param name="Stride">Of rows and columns alike, as padding is, which is of zeros on all four sides.</param>
    public sealed record Convolution(
        Tensor Input, Tensor Output, Tensor Weight, Tensor? Bias, int Stride, int Padding, int Groups)
        : ForwardOperation([Input], Output);

    /// <param name="Weight">[channels], as the other four are.</param>
    /// <param name="Mean">The running mean where the pass normalises by running statistics; null where by the batch's own.</param>
    /// <param name="Variance">The running variance likewise.</param>
    public sealed record BatchNormalization(
        Tensor Input, Tensor Output, Tensor Weight, Tensor Bias, Tensor? Mean, Tensor? Variance, double Epsilon)
        : ForwardOperation([Input], Output);

    /// <summary>output = input · weightᵀ + bias.</summary>
    /// <param name="Weight">[outputs, inputs].</param>
    /// <param name="Bias">[outputs].</param>
    public sealed record Linear(Tensor Input, Tensor Output, Tensor Weight, Tensor Bias) : ForwardOperation([Input], Output);

    public sealed record Relu(Tensor Input, Tensor Output) : ForwardOperation([Input], Output);

    /// <summary>Maximum over square windows; what lies outside of the image does not count.</summary>
    public sealed record MaxPool(Tensor Input, Tensor Output, int Kernel, int Stride, int Padding)
        : ForwardOperation([Input], Output);

    /// <summary>Mean over square windows; what lies outside of the image counts as zero.</summary>
    public sealed record AveragePool(Tensor Input, Tensor Output, int Kernel, int Stride, int Padding)
        : ForwardOperation([Input], Output);

    /// <summary>Mean over rows and columns, from [batch, channels, height, width] to [batch, channels].</summary>
    public sealed record GlobalAveragePool(Tensor Input, Tensor Output) : ForwardOperation([Input], Output);

    public sealed record Add(Tensor Left, Tensor Right, Tensor Output) : ForwardOperation([Left, Right], Output);

    /// <summary>One behind the other along the channels.</summary>
    public sealed record Concatenation(IReadOnlyList<Tensor> Inputs, Tensor Output) : ForwardOperation(Inputs, Output);

    /// <summary>Channel g · (channels / groups) + c moves to c · groups + g.</summary>
    public sealed record ChannelShuffle(Tensor Input, Tensor Output, int Groups) : ForwardOperation([Input], Output);

    /// <summary>The channels from the first one on, as many as counted.</summary>
    public sealed record ChannelSlice(Tensor Input, Tensor Output, int First, int Count) : ForwardOperation([Input], Output);

    /// <summary>From [batch, channels, height, width] to [batch, channels · height · width], in this order.</summary>
    public sealed record Flatten(Tensor Input, Tensor Output) : ForwardOperation([Input], Output);
}
