using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Models;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;
using Distillery.GpuNode.Tests.Models;

namespace Distillery.GpuNode.Tests.Layers;

/// <summary>What an observer is told is the whole computation.</summary>
public sealed class ForwardObserverTests : SingleThreadedTorch
{
    public static TheoryData<string> Names => [.. NetworkCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Operations_lead_from_the_images_to_the_logits_without_a_gap(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using Network network = ReferenceNetworks.Create(name);
        using FlatWeights weights = network.CreateWeights(seed: 7, Devices.Cpu);
        network.Bind(weights);
        Recorder recorder = new();
        network.State.Observer = recorder;
        int side = ReferenceNetworks.IsImageNet(name) ? 64 : 32;
        Tensor logits = network.call(zeros(1, ReferenceNetworks.Channels(name), side, side));

        HashSet<Tensor> made = new(ReferenceEqualityComparer.Instance);
        HashSet<Tensor> notMade = new(ReferenceEqualityComparer.Instance);
        foreach (ForwardOperation operation in recorder.Operations)
        {
            foreach (Tensor input in operation.Inputs)
            {
                if (!made.Contains(input)) notMade.Add(input);
            }
            made.Add(operation.Output);
        }
        Assert.Single(notMade); // The images.
        Assert.Same(logits, recorder.Operations[^1].Output);
        Assert.Equal(
            network.parameters().Concat<object>(network.buffers()).ToHashSet(ReferenceEqualityComparer.Instance),
            recorder.Operations.SelectMany(StateOf).ToHashSet<object>(ReferenceEqualityComparer.Instance));
    }

    [Fact]
    public void Every_kind_of_operation_is_told_with_what_it_takes_to_repeat_it()
    {
        using DisposeScope scope = NewDisposeScope();
        foreach (string name in new[] { "lenet5", "resnet8", "shufflenetv1", "shufflenetv2" }) AssertRepeatable(name);
    }

    private static void AssertRepeatable(string name)
    {
        using Network network = ReferenceNetworks.Create(name);
        using FlatWeights weights = network.CreateWeights(seed: 7, Devices.Cpu);
        network.Bind(weights);
        Tensor images = randn(2, ReferenceNetworks.Channels(name), 32, 32);
        Interpreter interpreter = new(images);
        network.State.Observer = interpreter;
        using IDisposable guard = no_grad();
        float[] expected = network.call(images).ToArray<float>();
        float[] actual = interpreter.Last!.ToArray<float>();
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-4);
    }

    private static IEnumerable<Tensor> StateOf(ForwardOperation operation) => operation switch
    {
        ForwardOperation.Convolution conv => conv.Bias is null ? [conv.Weight] : [conv.Weight, conv.Bias],
        ForwardOperation.BatchNormalization norm => [norm.Weight, norm.Bias, norm.Mean!, norm.Variance!],
        ForwardOperation.Linear linear => [linear.Weight, linear.Bias],
        _ => [],
    };

    private sealed class Recorder : IForwardObserver
    {
        internal List<ForwardOperation> Operations { get; } = [];

        public void Observe(ForwardOperation operation) => Operations.Add(operation);
    }

    /// <summary>Computes again what it is told, with plain functions out of place.</summary>
    private sealed class Interpreter(Tensor images) : IForwardObserver
    {
        private readonly Dictionary<Tensor, Tensor> _values = new(ReferenceEqualityComparer.Instance);

        internal Tensor? Last { get; private set; }

        // Values are kept beyond the scope of the layer that is observed.
        public void Observe(ForwardOperation operation) =>
            _values[operation.Output] = Last = Repeat(operation).DetachFromDisposeScope();

        private Tensor Repeat(ForwardOperation operation) => operation switch
        {
            ForwardOperation.Convolution conv => nn.functional.conv2d(
                Value(conv.Input), conv.Weight, conv.Bias, [conv.Stride, conv.Stride], [conv.Padding, conv.Padding], [1, 1], conv.Groups),
            ForwardOperation.BatchNormalization norm => nn.functional.batch_norm(
                Value(norm.Input), norm.Mean, norm.Variance, norm.Weight, norm.Bias, eps: norm.Epsilon),
            ForwardOperation.Linear linear => Value(linear.Input).matmul(linear.Weight.t()) + linear.Bias,
            ForwardOperation.Relu relu => Value(relu.Input).relu(),
            ForwardOperation.MaxPool pool => nn.functional.max_pool2d(Value(pool.Input), pool.Kernel, pool.Stride, pool.Padding),
            ForwardOperation.AveragePool pool => nn.functional.avg_pool2d(Value(pool.Input), pool.Kernel, pool.Stride, pool.Padding),
            ForwardOperation.GlobalAveragePool pool => Value(pool.Input).mean([2, 3]),
            ForwardOperation.Add add => Value(add.Left) + Value(add.Right),
            ForwardOperation.Concatenation join => cat([.. join.Inputs.Select(Value)], 1),
            ForwardOperation.ChannelShuffle shuffle => Shuffle(Value(shuffle.Input), shuffle.Groups),
            ForwardOperation.ChannelSlice slice => Value(slice.Input).narrow(1, slice.First, slice.Count),
            ForwardOperation.Flatten flatten => Value(flatten.Input).flatten(1),
            _ => throw new InvalidOperationException($"no rule to repeat {operation.GetType().Name}"),
        };

        private static Tensor Shuffle(Tensor input, int groups)
        {
            long[] shape = input.shape;
            return input.reshape(shape[0], groups, shape[1] / groups, shape[2], shape[3]).transpose(1, 2).reshape(shape);
        }

        private Tensor Value(Tensor input) => _values.GetValueOrDefault(input, images);
    }
}
