using Distillery.Shared.Configuration;

namespace Distillery.Shared.Tests.Configuration;

/// <summary>A temporary folder with configuration files, removed after the test.</summary>
internal sealed class ConfigFolder : IDisposable
{
    /// <summary>The shortest configuration that distils; tests append to it or change it with overrides.</summary>
    internal const string Small = """
        data: {format: idx, path: images}
        teacher: {architecture: resnet14, weights: teacher.safetensors, top1: 0.9}
        student: {architecture: lenet5}
        method: {name: unix}
        train: {epochs: 3}
        """;

    internal string Root { get; } = Directory.CreateTempSubdirectory("distillery-config-").FullName;

    internal string Write(string name, string yaml)
    {
        string path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, yaml);
        return path;
    }

    internal RunConfig Load(string yaml, params string[] overrides) =>
        ConfigLoader.Load(Write("run.yaml", yaml), overrides);

    /// <summary>The error which that configuration is refused with, with the folder's name taken out.</summary>
    internal (string Message, string NextStep) Refusal(string yaml, params string[] overrides)
    {
        UserErrorException error = Assert.Throws<UserErrorException>(() => Load(yaml, overrides));
        return (error.Message.Replace(Root + "/", "", StringComparison.Ordinal), error.NextStep);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
