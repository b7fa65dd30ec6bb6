using Distillery.GpuNode.Compute;
using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Parameters;
using Distillery.Torch;

namespace Distillery.GpuNode.Models;

/// <summary>One instance of an architecture: its layers, bound to flat weights that it may share with other
/// instances.</summary>
/// <remarks>An instance belongs to one thread at a time. Ranks of one node have an instance each over the same
/// weights.</remarks>
public abstract class Network : IDisposable
{
    private readonly NetworkBuilder _builder;
    private readonly List<Tensor> _views = [];

    protected Network(NetworkBuilder builder) => _builder = builder;

    public ForwardState State => _builder.State;

    /// <summary>The layout of the parameters; complete once the constructor has run.</summary>
    public FlatLayout ParameterLayout => field ??= new FlatLayout(_builder.Parameters);

    public FlatLayout BufferLayout => field ??= new FlatLayout(_builder.Buffers);

    /// <summary>From normalised images to logits.</summary>
    /// <param name="images">[batch, channels, height, width], Float32.</param>
    /// <returns>[batch, classes].</returns>
    public abstract Tensor Forward(Tensor images);

    /// <summary>New weights with this architecture's initial values for a seed; they need not be bound to this
    /// instance.</summary>
    public FlatWeights CreateWeights(long seed, Device device)
    {
        FlatWeights weights = AllocateWeights(device);
        Fill(weights.Parameters, weights.ParameterLayout, _builder.Parameters, seed);
        Fill(weights.Buffers, weights.BufferLayout, _builder.Buffers, seed);
        return weights;
    }

    /// <summary>Weights of this architecture's layout, all zero: to be loaded into.</summary>
    public FlatWeights AllocateWeights(Device device) => new(ParameterLayout, BufferLayout, device);

    public FlatGradients AllocateGradients(Device device) => new(ParameterLayout, BufferLayout, device);

    /// <summary>Lets the layers read these weights, and with gradients given lets backward and the recorded statistics
    /// arrive there. Without gradients nothing can be learned.</summary>
    public void Bind(FlatWeights weights, FlatGradients? gradients = null) =>
        Bind(weights.Parameters, weights.Buffers, gradients?.Parameters, gradients?.Statistics);

    /// <summary>The same with bare vectors, all of one floating-point type: in Float64 rounding is small enough to
    /// compare whole trainings with another program's.</summary>
    /// <param name="parameters">[parameters], in the order of <see cref="ParameterLayout"/>, as the gradients
    /// are.</param>
    /// <param name="buffers">[buffers], in the order of <see cref="BufferLayout"/>, as the statistics are.</param>
    /// <param name="gradients">Null together with the statistics.</param>
    public void Bind(Tensor parameters, Tensor buffers, Tensor? gradients, Tensor? statistics)
    {
        ReleaseViews();
        foreach (Parameter parameter in _builder.Parameters) BindParameter(parameter, parameters, gradients);
        foreach (Parameter buffer in _builder.Buffers) buffer.Bind(View(buffers, BufferLayout[buffer.Name]));
        if (statistics is null) return;
        foreach (BatchNorm2d layer in _builder.Normalizations)
        {
            layer.BindRecord(
                View(statistics, BufferLayout[layer.RunningMean.Name]),
                View(statistics, BufferLayout[layer.RunningVariance.Name]));
        }
    }

    /// <summary>Every parameter, then every buffer, as the layers see them: what a recorder of the network needs. The
    /// network must be bound, and keeps the tensors.</summary>
    public IReadOnlyList<NamedTensor> BoundState =>
    [
        .. _builder.Parameters.Select(parameter => new NamedTensor(parameter.Name, parameter.Value, IsParameter: true)),
        .. _builder.Buffers.Select(buffer => new NamedTensor(buffer.Name, buffer.Value, IsParameter: false)),
    ];

    /// <summary>Multiply-accumulates of convolutions and linear layers for one image. The network must be
    /// bound.</summary>
    /// <param name="imageShape">[channels, height, width].</param>
    public long CountMacs(ReadOnlySpan<long> imageShape, Device device)
    {
        using TensorScope scope = new();
        using NoGrad guard = NoGrad.Begin();
        State.Counter = new MacCounter();
        Forward(Tensor.Empty([1, .. imageShape], ScalarType.Float32, device).ZeroInPlace());
        long macs = State.Counter.Total;
        State.Counter = null;
        return macs;
    }

    /// <summary>Lets it be told, while backward goes on, whenever a parameter's gradient is complete. The network must be
    /// bound to gradients, and stay bound.</summary>
    /// <param name="complete">Runs on the thread that computes backward, and must not throw.</param>
    public IReadOnlyList<GradientHook> HookGradients(Action<FlatEntry> complete) =>
    [
        .. _builder.Parameters.Select(parameter => new GradientHook(
            parameter.Value, () => complete(ParameterLayout[parameter.Name]))),
    ];

    public void Dispose() => ReleaseViews();

    private void BindParameter(Parameter parameter, Tensor parameters, Tensor? gradients)
    {
        FlatEntry entry = ParameterLayout[parameter.Name];
        Tensor value = View(parameters, entry);
        parameter.Bind(value);
        if (gradients is null) return;
        value.RequiresGrad = true;
        value.Gradient = View(gradients, entry);
    }

    // A leaf of its own over the same memory. Were it a detached view, all would share one count of changes in place,
    // and recording one layer's statistics would look to backward like a change of every other layer's.
    private Tensor View(Tensor flat, FlatEntry entry)
    {
        using Tensor part = flat.Narrow(0, entry.Offset, entry.Count);
        using Tensor shaped = part.View([.. entry.Shape]);
        Tensor view = shaped.Share();
        _views.Add(view);
        return view;
    }

    private void ReleaseViews()
    {
        foreach (Tensor view in _views) view.Dispose();
        _views.Clear();
    }

    private static void Fill(Tensor flat, FlatLayout layout, IReadOnlyList<Parameter> parameters, long seed)
    {
        float[] values = new float[layout.Count];
        foreach (Parameter parameter in parameters)
        {
            FlatEntry entry = layout[parameter.Name];
            parameter.Initializer.Fill(values.AsSpan((int)entry.Offset, (int)entry.Count), seed, parameter.Name);
        }
        flat.CopyFrom<float>(values);
    }
}
