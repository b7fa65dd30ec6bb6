namespace Distillery.Torch.Tests.Script;

/// <summary>Deletes a file in the end.</summary>
internal sealed class TemporaryFile(string path) : IDisposable
{
    public void Dispose() => File.Delete(path);
}
