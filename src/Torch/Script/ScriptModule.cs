using Distillery.Torch.Interop;

namespace Distillery.Torch;

/// <summary>A TorchScript module, in evaluation mode: a teacher as users have it.</summary>
public sealed class ScriptModule : IDisposable
{
    private readonly ScriptHandle _handle;

    private ScriptModule(ScriptHandle handle, long parameterCount) => (_handle, ParameterCount) = (handle, parameterCount);

    /// <summary>The number of elements of all its parameters.</summary>
    public long ParameterCount { get; }

    /// <exception cref="TorchException">The file is not a TorchScript archive that this libtorch can read.</exception>
    public static ScriptModule Load(string path, Device device)
    {
        ScriptHandle handle = Native.ModuleLoad(path, device);
        try
        {
            return new ScriptModule(handle, Native.ModuleEvaluation(handle));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <param name="input">What the module was written for, typically [batch, channels, height, width].</param>
    /// <exception cref="TorchException">It failed, or gave something else than one tensor.</exception>
    public Tensor Forward(Tensor input) => new(Native.ModuleForward(_handle, input.Handle));

    public void Dispose() => _handle.Dispose();
}
