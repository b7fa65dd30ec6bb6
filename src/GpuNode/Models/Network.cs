using System.Runtime.InteropServices;
using Distillery.GpuNode.Layers;
using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;
using Parameter = TorchSharp.Modules.Parameter;

namespace Distillery.GpuNode.Models;

/// <summary>One instance of an architecture: a TorchSharp module from normalised images [batch, channels, height, width], Float32, to
/// logits [batch, classes], whose parameters are views of flat weights that it may share with other instances.</summary>
/// <remarks>An instance belongs to one thread at a time, but in evaluation mode any number may use it, for it changes nothing in it.
/// Ranks of one node have an instance each over the same weights.</remarks>
public abstract class Network : Layer
{
    private readonly List<Tensor> _records = [];
    private bool _isBound;

    protected Network()
    {
        register_forward_pre_hook((_, images) => _isBound
            ? State.ChannelsLast ? ChannelsLast.Of(images) : images
            : throw new InvalidOperationException($"{GetType().Name} is used before it is bound to weights"));
    }

    /// <summary>The layout of the parameters; complete once the constructor has run.</summary>
    public FlatLayout ParameterLayout => field ??= LayoutOf(buffers: false);

    public FlatLayout BufferLayout => field ??= LayoutOf(buffers: true);

    /// <summary>The layers at whose input gradients arrive when those of the layer and of all behind it are complete, in the order of
    /// registration: all blocks, where an architecture names no others.</summary>
    protected virtual IEnumerable<Layer> Stages => modules().OfType<Block>();

    /// <summary>New weights with this architecture's initial values for a seed; they need not be bound to this
    /// instance.</summary>
    public FlatWeights CreateWeights(long seed, Device device)
    {
        FlatWeights weights = AllocateWeights(device);
        Fill(weights.Parameters, weights.ParameterLayout, Declarations(buffers: false), seed);
        Fill(weights.Buffers, weights.BufferLayout, Declarations(buffers: true), seed);
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
        using DisposeScope scope = NewDisposeScope();
        ReleaseRecords();
        foreach (Declaration parameter in Declarations(buffers: false).ToList())
            parameter.Layer.Bind(parameter.Name, Leaf(parameters, gradients, ParameterLayout[parameter.FullName]));
        foreach (Declaration buffer in Declarations(buffers: true).ToList())
            buffer.Layer.Bind(buffer.Name, View(buffers, BufferLayout[buffer.FullName]).DetachFromDisposeScope());
        if (statistics is not null) BindRecords(statistics);
        foreach (Layer layer in modules().OfType<Layer>()) layer.State = State;
        _isBound = true;
    }

    /// <summary>Multiply-accumulates of convolutions and linear layers for one image. The network must be
    /// bound.</summary>
    /// <param name="imageShape">[channels, height, width].</param>
    public long CountMacs(ReadOnlySpan<long> imageShape, Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable guard = no_grad();
        MacCounter counter = new();
        State.Observer = counter;
        try
        {
            call(zeros([1, .. imageShape], ScalarType.Float32, device));
        }
        finally
        {
            State.Observer = null;
        }
        return counter.Total;
    }

    /// <summary>Lets it be told, while backward goes on, stage by stage, which parameters' gradients are complete. Those before the
    /// first stage are so when backward is over, and are not told. To be called once.</summary>
    /// <param name="complete">Runs on the thread that computes backward, and must not throw.</param>
    public void HookGradients(Action<FlatEntry> complete)
    {
        GradientStages stages = new(ParameterLayout.Entries, complete);
        List<Layer> layers = [.. Declarations(buffers: false).Select(parameter => parameter.Layer)];
        foreach (Layer stage in Stages)
        {
            HashSet<nn.Module> within = [stage, .. stage.modules()];
            int first = layers.FindIndex(within.Contains);
            Action reached = () => stages.Reach(first);
            stage.register_forward_pre_hook((_, input) => GradientMarker.Apply(input, reached));
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) ReleaseRecords();
        base.Dispose(disposing);
    }

    private void BindRecords(Tensor statistics)
    {
        IEnumerable<Declaration> means = Declarations(buffers: true).Where(buffer => buffer.Name == BatchNorm2d.RunningMean);
        foreach (Declaration mean in means)
        {
            string variance = mean.FullName[..^BatchNorm2d.RunningMean.Length] + BatchNorm2d.RunningVariance;
            _records.Add(View(statistics, BufferLayout[mean.FullName]).DetachFromDisposeScope());
            _records.Add(View(statistics, BufferLayout[variance]).DetachFromDisposeScope());
            ((BatchNorm2d)mean.Layer).Record(_records[^2], _records[^1]);
        }
    }

    private void ReleaseRecords()
    {
        foreach (Tensor record in _records) record.Dispose();
        _records.Clear();
    }

    private FlatLayout LayoutOf(bool buffers) =>
        new([.. Declarations(buffers).Select(declared => (declared.FullName, declared.Shape))]);

    private static Parameter Leaf(Tensor parameters, Tensor? gradients, FlatEntry entry)
    {
        Parameter leaf = new(View(parameters, entry), requires_grad: gradients is not null);
        leaf.DetachFromDisposeScope();
        if (gradients is not null) leaf.grad = View(gradients, entry);
        return leaf;
    }

    // A tensor of its own over the same memory. Were it a detached view, all would share one count of changes in place, and a gradient
    // that arrives would look to backward like a change of the statistics that other layers have recorded.
    private static Tensor View(Tensor flat, FlatEntry entry)
    {
        using IDisposable guard = no_grad();
        return empty([0], flat.dtype, flat.device).set_(flat.narrow(0, entry.Offset, entry.Count).view([.. entry.Shape]));
    }

    private static void Fill(Tensor flat, FlatLayout layout, IEnumerable<Declaration> declared, long seed)
    {
        float[] values = new float[layout.Count];
        foreach (Declaration declaration in declared)
        {
            FlatEntry entry = layout[declaration.FullName];
            declaration.Initializer.Fill(values.AsSpan((int)entry.Offset, (int)entry.Count), seed, declaration.FullName);
        }
        flat.CopyBytesFrom(MemoryMarshal.AsBytes<float>(values));
    }
}
