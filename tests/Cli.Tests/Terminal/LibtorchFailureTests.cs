using System.Diagnostics;

namespace Distillery.Cli.Tests.Terminal;

/// <summary>The program beside a libtorch that it cannot use.</summary>
public sealed class LibtorchFailureTests : IDisposable
{
    private readonly Study _study = new();
    private readonly string _program = Directory.CreateTempSubdirectory("distillery-program-").FullName;

    public LibtorchFailureTests()
    {
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory))
            File.Copy(file, Path.Combine(_program, Path.GetFileName(file)));
    }

    public void Dispose()
    {
        Directory.Delete(_program, recursive: true);
        _study.Dispose();
    }

    [Fact]
    public void A_published_libtorch_that_is_not_whole_ends_the_command_with_2()
    {
        File.WriteAllText(Path.Combine(_program, "libtorch_cpu.so"), "no library");
        AssertRefused("libgomp-98b21ff3.so.1 does not exist");
    }

    [Fact]
    public void A_native_library_that_is_damaged_does_so_too()
    {
        string library = Path.Combine(_program, "libLibTorchSharp.so");
        File.Delete(library);
        File.WriteAllText(library, "no library");
        AssertRefused("libLibTorchSharp.so could not be loaded");
    }

    private void AssertRefused(string expected)
    {
        ProcessStartInfo info = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[Path.Combine(_program, "distill.dll"), "validate", _study.Config]) info.ArgumentList.Add(argument);
        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string[] lines = process.StandardError.ReadToEnd().TrimEnd().Split('\n');
        process.WaitForExit();
        Assert.Equal((2, "", 2), (process.ExitCode, output.GetAwaiter().GetResult(), lines.Length));
        Assert.StartsWith("error: ", lines[0], StringComparison.Ordinal);
        Assert.Contains(expected, lines[0], StringComparison.Ordinal);
        Assert.StartsWith("next:  Start through ./distill", lines[1], StringComparison.Ordinal);
    }
}
