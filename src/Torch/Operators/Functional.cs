namespace Distillery.Torch;

/// <summary>Functions of neural networks over ATen's operators. Images are [batch, channels, height, width].</summary>
public static class Functional
{
    private static readonly Operator Convolution = Operator.Find("aten::conv2d");
    private static readonly Operator BatchNormalization = Operator.Find("aten::batch_norm");
    private static readonly Operator LinearOperator = Operator.Find("aten::linear");
    private static readonly Operator ReluOperator = Operator.Find("aten::relu");
    private static readonly Operator ReluInPlaceOperator = Operator.Find("aten::relu_");
    private static readonly Operator MaximumPool = Operator.Find("aten::max_pool2d");
    private static readonly Operator AveragePool = Operator.Find("aten::avg_pool2d");
    private static readonly Operator AdaptiveAveragePool = Operator.Find("aten::adaptive_avg_pool2d");
    private static readonly Operator LogSoftmaxOperator = Operator.Find("aten::log_softmax.int");
    private static readonly Operator SoftmaxOperator = Operator.Find("aten::softmax.int");
    private static readonly Operator CrossEntropyOperator = Operator.Find("aten::cross_entropy_loss");
    private static readonly Operator KullbackLeibler = Operator.Find("aten::kl_div");
    private static readonly Operator ArgMaxOperator = Operator.Find("aten::argmax");
    private static readonly Operator TopKOperator = Operator.Find("aten::topk");

    // Numbers of at::Reduction.
    private const int ReduceNone = 0;
    private const int ReduceMean = 1;
    private const int ReduceSum = 2;

    /// <param name="weight">[outputs, inputs / groups, kernel height, kernel width].</param>
    /// <param name="stride">Per dimension, as padding is: [height, width].</param>
    public static Tensor Conv2d(Tensor input, Tensor weight, Tensor? bias, long[] stride, long[] padding, long groups = 1) =>
        Convolution.Call(input, weight, bias, stride, padding, UnitDilation, groups);

    /// <param name="training">Normalise by the batch's statistics, and move the running ones towards them.</param>
    /// <param name="momentum">How far the running statistics move: running ← running + momentum · (batch − running).</param>
    /// <param name="runningMean">Null: no running statistics are kept.</param>
    public static Tensor BatchNorm(
        Tensor input, Tensor weight, Tensor bias, Tensor? runningMean, Tensor? runningVariance, bool training,
        double momentum, double epsilon) =>
        BatchNormalization.Call(
            input, weight, bias, runningMean, runningVariance, training, momentum, epsilon, CudnnAllowed);

    /// <param name="weight">[outputs, inputs].</param>
    public static Tensor Linear(Tensor input, Tensor weight, Tensor? bias) => LinearOperator.Call(input, weight, bias);

    public static Tensor Relu(Tensor input) => ReluOperator.Call(input);

    /// <summary>Overwrites its input: for the outputs of layers that do not need them for their own gradient.</summary>
    public static Tensor ReluInPlace(Tensor input)
    {
        ReluInPlaceOperator.Invoke(input);
        return input;
    }

    public static Tensor MaxPool2d(Tensor input, int kernel, int stride, int padding = 0) =>
        MaximumPool.Call(input, new long[] { kernel, kernel }, new long[] { stride, stride }, new long[] { padding, padding });

    public static Tensor AvgPool2d(Tensor input, int kernel, int stride, int padding = 0) =>
        AveragePool.Call(input, new long[] { kernel, kernel }, new long[] { stride, stride }, new long[] { padding, padding });

    /// <summary>The mean over height and width: [batch, channels].</summary>
    public static Tensor GlobalAvgPool(Tensor input)
    {
        using Tensor pooled = AdaptiveAveragePool.Call(input, UnitSize);
        return pooled.Flatten(1);
    }

    public static Tensor LogSoftmax(Tensor input, int dimension) => LogSoftmaxOperator.Call(input, dimension);

    public static Tensor Softmax(Tensor input, int dimension) => SoftmaxOperator.Call(input, dimension);

    /// <summary>−log softmax(logits)[label], one value a sample.</summary>
    /// <param name="logits">[batch, classes].</param>
    /// <param name="labels">[batch], Int64.</param>
    /// <param name="smoothing">The share of the target that is spread evenly over all classes, 0 to 1.</param>
    public static Tensor CrossEntropyEach(Tensor logits, Tensor labels, double smoothing = 0) =>
        CrossEntropyOperator.Call(logits, labels, Argument.None, ReduceNone, NoIgnoredLabel, smoothing);

    /// <summary>The mean of <see cref="CrossEntropyEach"/> over the batch.</summary>
    public static Tensor CrossEntropy(Tensor logits, Tensor labels, double smoothing = 0) =>
        CrossEntropyOperator.Call(logits, labels, Argument.None, ReduceMean, NoIgnoredLabel, smoothing);

    /// <summary>Σ p · (log p − log q) over all elements, with p and log q given.</summary>
    public static Tensor KlDivergenceSum(Tensor logProbabilities, Tensor targetProbabilities) =>
        KullbackLeibler.Call(logProbabilities, targetProbabilities, ReduceSum, false);

    /// <summary>The index of the largest entry of each row.</summary>
    public static Tensor ArgMax(Tensor input, int dimension) => ArgMaxOperator.Call(input, dimension);

    /// <summary>The indices of the k largest entries of each row, the largest first.</summary>
    public static Tensor TopIndices(Tensor input, int k, int dimension)
    {
        Tensor?[] results = new Tensor?[2];
        TopKOperator.CallMany(results, input, k, dimension);
        results[0]!.Dispose();
        return results[1]!;
    }

    private static readonly long[] UnitDilation = [1, 1];
    private static readonly long[] UnitSize = [1, 1];
    private const bool CudnnAllowed = true;
    private const long NoIgnoredLabel = -100; // PyTorch's own default; no label is negative.
}
