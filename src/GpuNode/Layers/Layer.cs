using Distillery.GpuNode.Parameters;
using Distillery.GpuNode.Tensors;
using Parameter = TorchSharp.Modules.Parameter;

namespace Distillery.GpuNode.Layers;

/// <summary>What networks are made of: a TorchSharp module that knows how its parameters begin and whose operations can be
/// observed.</summary>
/// <remarks>Children and parameters are registered in the order in which they take part in the forward pass, under the names that
/// PyTorch's state dicts have: the order is that of flat vectors, and backward completes gradients from its end.</remarks>
public abstract class Layer() : nn.Module<Tensor, Tensor>(nameof(Layer))
{
    private static readonly long[] RowsAndColumns = [2, 3];
    private readonly Dictionary<string, Initializer> _initializers = new(StringComparer.Ordinal);

    /// <summary>How the next passes are to run: one object for all layers of a network, from when it is bound on.</summary>
    public ForwardState State { get; internal set; } = new();

    /// <summary>All parameters, or all buffers, of this layer and its children, in the order of state dicts.</summary>
    internal IEnumerable<Declaration> Declarations(bool buffers)
    {
        IEnumerable<string> own = buffers
            ? named_buffers(recurse: false).Select(buffer => buffer.name)
            : named_parameters(recurse: false).Select(parameter => parameter.name);
        foreach (string name in own) yield return new Declaration(name, this, name, _initializers[name]);
        foreach ((string child, nn.Module module) in named_children())
        {
            foreach (Declaration inner in ((Layer)module).Declarations(buffers))
                yield return inner with { FullName = $"{child}.{inner.FullName}" };
        }
    }

    /// <summary>Puts other values in a parameter's or buffer's place.</summary>
    /// <param name="name">As this layer declared it.</param>
    /// <param name="value">It then belongs to the layer, and to no scope.</param>
    internal void Bind(string name, Tensor value)
    {
        Tensor before = (get_parameter(name) ?? get_buffer(name))!;
        if (value is Parameter parameter) ConditionallyRegisterParameter(name, parameter);
        else ConditionallyRegisterBuffer(name, value);
        before.Dispose();
    }

    /// <summary>Makes a layer a child of this one.</summary>
    /// <param name="name">The next part of the dotted names of its parameters.</param>
    protected T Register<T>(string name, T layer) where T : Layer
    {
        register_module(name, layer);
        return layer;
    }

    /// <summary>Nothing: TorchSharp would register all fields by their own names, in the order of fields, and once more what is registered
    /// already.</summary>
    protected override void RegisterComponents() { }

    /// <summary>Declares a parameter. It has a shape and no memory until the network is bound to weights.</summary>
    protected void DeclareParameter(string name, long[] shape, Initializer initializer)
    {
        using DisposeScope scope = NewDisposeScope();
        Parameter parameter = new(empty(shape, device: META));
        parameter.DetachFromDisposeScope();
        register_parameter(name, parameter);
        _initializers.Add(name, initializer);
    }

    /// <summary>Declares what is kept beside the parameters and not learned.</summary>
    protected void DeclareBuffer(string name, long[] shape, Initializer initializer)
    {
        using DisposeScope scope = NewDisposeScope();
        register_buffer(name, empty(shape, device: META).DetachFromDisposeScope());
        _initializers.Add(name, initializer);
    }

    /// <summary>Overwrites its input: for outputs of layers that do not need them for their own gradient.</summary>
    protected Tensor Relu(Tensor input)
    {
        input.relu_();
        State.Observer?.Observe(new ForwardOperation.Relu(input, input));
        return input;
    }

    /// <summary>Overwrites its first argument with the sum of both.</summary>
    protected Tensor Add(Tensor left, Tensor right)
    {
        left.add_(right, Scalars.One);
        State.Observer?.Observe(new ForwardOperation.Add(left, right, left));
        return left;
    }

    /// <summary>One behind the other along the channels.</summary>
    protected Tensor Concatenate(Tensor first, Tensor second)
    {
        Tensor[] inputs = [first, second];
        Tensor output = cat(inputs, 1);
        State.Observer?.Observe(new ForwardOperation.Concatenation(inputs, output));
        return output;
    }

    /// <summary>Some of the channels, as a view.</summary>
    protected Tensor SliceChannels(Tensor input, int first, int count)
    {
        Tensor output = input.narrow(1, first, count);
        State.Observer?.Observe(new ForwardOperation.ChannelSlice(input, output, first, count));
        return output;
    }

    /// <summary>The mean over rows and columns, [batch, channels].</summary>
    protected Tensor GlobalAveragePool(Tensor input)
    {
        Tensor output = input.mean(RowsAndColumns);
        State.Observer?.Observe(new ForwardOperation.GlobalAveragePool(input, output));
        return output;
    }

    /// <summary>[batch, channels · height · width].</summary>
    protected Tensor Flatten(Tensor input)
    {
        Tensor output = input.flatten(1);
        State.Observer?.Observe(new ForwardOperation.Flatten(input, output));
        return output;
    }
}

/// <summary>A parameter or buffer as a layer declares it.</summary>
/// <param name="FullName">Dotted, from the layer on that was asked.</param>
/// <param name="Name">As its own layer names it.</param>
internal sealed record Declaration(string FullName, Layer Layer, string Name, Initializer Initializer)
{
    internal long[] Shape => (Layer.get_parameter(Name) ?? Layer.get_buffer(Name))!.shape;
}
