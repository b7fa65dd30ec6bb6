using System.Runtime.InteropServices;

namespace Distillery.GpuNode.Tensors;

/// <summary>What libtorch says when a call fails, which TorchSharp throws as an <see cref="ExternalException"/>.</summary>
public static class TorchError
{
    private const string ScriptError = "RuntimeError: ";

    /// <summary>The sentence that says what is wrong. libtorch's own text goes on with its frames, and that of a TorchScript module has it
    /// behind the module's.</summary>
    public static string Sentence(ExternalException error)
    {
        string[] lines = error.Message.Split('\n');
        string line = lines.FirstOrDefault(line => line.StartsWith(ScriptError, StringComparison.Ordinal)) ?? lines[0];
        return line.Replace(ScriptError, "", StringComparison.Ordinal).TrimEnd();
    }
}
